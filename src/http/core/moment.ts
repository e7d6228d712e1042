import { refuse } from "../../errors.ts";
import { parseDate } from "../../validation/dates.ts";

/**
 * Parses the date and time in a field; undefined for an absent, null, or empty one. Text without an offset is read in
 * `timeZone`, or else as UTC. INVALID_FIELD for anything that is not a date and time.
 */
export function parseMoment(field: string, text: string | null | undefined, timeZone?: string): Date | undefined {
  if (text === undefined || text === null || text === "") return undefined;
  const date = parseDate(text, timeZone);
  if (!date)
    throw refuse("INVALID_FIELD", {
      field,
      got: JSON.stringify(text),
      takes: "a date and time such as 2026-07-24T16:00:00Z",
    });
  return date;
}

/** Parses when a credential expires; undefined: never. INVALID_FIELD for a time that has passed. */
export function parseExpiry(text: string | null | undefined, now: Date): Date | undefined {
  const date = parseMoment("expiresAt", text);
  if (date && date <= now)
    throw refuse("INVALID_FIELD", {
      field: "expiresAt",
      got: JSON.stringify(text),
      takes: "a time in the future",
    });
  return date;
}
