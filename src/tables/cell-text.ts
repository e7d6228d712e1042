import { unreadable } from "./unreadable.ts";

/** Excel's limit, in characters. */
const longestCell = 32_767;

/** Appends to the text of a cell. Refuses one that Excel could not hold even if every character is escaped (_x000D_). */
export function appendText(text: string, more: string): string {
  if (text.length + more.length > longestCell * "_x000D_".length) throw cellTooLong();
  return text + more;
}

const cellTooLong = () =>
  unreadable(`one of its cells has more than ${longestCell} characters, Excel's limit; save it as CSV`);

/** A cell as it is in the XML of a sheet. */
export interface RawCell {
  type: string | undefined;
  /** Its style shows a number as a date or a time. */
  isDate: boolean;
  value: string;
}

/**
 * The text of a cell other than a shared string. Numbers have all their digits (5.551234567E9 is 5551234567); dates are
 * 2026-07-24 or 2026-07-24 16:00:00; booleans are true and false; errors are as Excel shows them.
 */
export function cellText({ type, isDate, value }: RawCell, from1904: boolean): string {
  switch (type) {
    case "inlineStr":
    case "str":
      return unescapeText(value);
    case "b":
      return value.trim() === "1" ? "true" : "false";
    case "d":
      return value.replace("T", " ");
    case "e":
      return value;
    default:
      return isDate ? dateText(Number(value), from1904) : numberText(value.trim());
  }
}

function numberText(value: string): string {
  if (/^-?\d{1,15}$/.test(value)) return value;
  const number = Number(value);
  if (value === "" || !Number.isFinite(number)) return value;
  // Excel shows 15 digits but stores 17, so 0.1 + 0.2 would become 0.30000000000000004.
  const shown = Number(number.toPrecision(15));
  return Math.abs(shown) < 1e21 && Number.isInteger(shown) ? BigInt(shown).toString() : String(shown);
}

const day = 24 * 60 * 60 * 1000;

/** Days count from 1900, including a 29 February that 1900 did not have, or from 1904. */
function dateText(serial: number, from1904: boolean): string {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_466) return String(serial);
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const moment = new Date(Date.UTC(1899, 11, 30) + Math.round(days * day));
  const [date, time] = moment.toISOString().slice(0, 19).split("T") as [string, string];
  if (serial < 1) return time;
  return time === "00:00:00" ? date : `${date} ${time}`;
}

/** Decodes characters that XML cannot contain, which Excel writes as _x000D_. Refuses more than a cell can hold. */
export function unescapeText(text: string): string {
  const decoded = text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
  if (decoded.length > longestCell) throw cellTooLong();
  return decoded;
}
