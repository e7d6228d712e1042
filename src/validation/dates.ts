import { DateTime } from "luxon";

const dateFormat = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Parses a date and time as clients write it: `2026-07-24T16:00:00.000+0000`, `…Z`, `…-08:00`. Text without an offset
 * is read in `zone`, an IANA name. Returns undefined for anything else for days that do not exist, and outside the
 * years 1 to 9999.
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
  return momentAt(moment.toMillis());
}

/** The moment that many milliseconds after 1970 began; undefined outside the years 1 to 9999. */
export function momentAt(milliseconds: number): Date | undefined {
  const moment = new Date(milliseconds);
  // False for NaN, too.
  return moment >= firstMoment && moment <= lastMoment ? moment : undefined;
}

// PostgreSQL stores more, but JavaScript and PostgreSQL write years outside these in different ways.
const firstMoment = new Date("0001-01-01T00:00:00Z");
const lastMoment = new Date("9999-12-31T23:59:59.999Z");

/** Formats a date and time as RingCX does: `2026-07-24T16:00:00.000+0000`. */
export function wireDate(moment: Date): string;
export function wireDate(moment: Date | null | undefined): string | null;
export function wireDate(moment: Date | null | undefined): string | null {
  return moment ? moment.toISOString().replace("Z", "+0000") : null;
}
