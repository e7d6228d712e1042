import { refuse } from "../../errors.ts";
import { parseDate } from "../../validation/dates.ts";

/** The moment a field holds; a text that is none is refused. */
export function moment(field: string, text: string | null | undefined, timeZone?: string): Date | undefined {
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

/** The moment at which a credential shall stop working, which must be yet to come; undefined for never. */
export function expiry(text: string | null | undefined, now: Date): Date | undefined {
  const date = moment("expiresAt", text);
  if (date && date <= now)
    throw refuse("INVALID_FIELD", {
      field: "expiresAt",
      got: JSON.stringify(text),
      takes: "a moment yet to come",
    });
  return date;
}
