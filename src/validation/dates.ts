import { DateTime } from "luxon";

const dateFormat = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Parses a date and time as clients write it: `2026-07-24T16:00:00.000+0000`, `…Z`, `…-08:00`. Text without an offset
 * is read in `zone`, an IANA name. Returns undefined for anything else and for days that do not exist.
 */
export function parseDate(text: string, zone = "UTC"): Date | undefined {
  if (!dateFormat.test(text)) return undefined;
  const moment = DateTime.fromISO(
    text
      .trim()
      .replace(" ", "T")
      .replace(/ (?=[+-])/, ""),
    { zone },
  );
  return moment.isValid ? moment.toJSDate() : undefined;
}

/** Formats a date and time as RingCX does: `2026-07-24T16:00:00.000+0000`. */
export function wireDate(moment: Date): string;
export function wireDate(moment: Date | null | undefined): string | null;
export function wireDate(moment: Date | null | undefined): string | null {
  return moment ? moment.toISOString().replace("Z", "+0000") : null;
}
