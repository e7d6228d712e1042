import { DateTime } from "luxon";

const form = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * A moment as clients write it: `2026-07-24T16:00:00.000+0000`, `…Z`, `…-08:00`; without a zone it is meant in `zone` (IANA). Undefined
 * for anything else, and for days that do not exist.
 */
export function parseDate(text: string, zone = "UTC"): Date | undefined {
  if (!form.test(text)) return undefined;
  const moment = DateTime.fromISO(
    text
      .trim()
      .replace(" ", "T")
      .replace(/ (?=[+-])/, ""),
    { zone },
  );
  return moment.isValid ? moment.toJSDate() : undefined;
}

/** A moment as RingCX writes it: `2026-07-24T16:00:00.000+0000`. */
export function wireDate(moment: Date): string;
export function wireDate(moment: Date | null | undefined): string | null;
export function wireDate(moment: Date | null | undefined): string | null {
  return moment ? moment.toISOString().replace("Z", "+0000") : null;
}
