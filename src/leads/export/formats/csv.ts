import { join, type Sql, sql } from "../../../db/sql.ts";
import type { ExportChoice } from "../export-request.ts";
import { type Column, findColumn } from "./columns.ts";
import { momentText } from "./moment-text.ts";

// Characters that begin a formula in a spreadsheet: = + - @, tab, line breaks, and full-width forms. The first
// character's code is checked before the regular expression, which on every cell would take three times as long.
const codes = [0x3d, 0x2b, 0x2d, 0x40, 0x09, 0x0a, 0x0d, 0xff1d, 0xff0b, 0xff0d, 0xff20];
// Numbers, and phones in E.164, also several joined by |. Digits alone compute nothing, and dialers need them
// unchanged.
const numeric = "^[+-]?[0-9]+(\\.[0-9]+)?$|^\\+[0-9]+(\\|\\+[0-9]+)+$";

/** Puts an apostrophe before a text that a spreadsheet would run as a formula; spreadsheets then show it as text. */
export const safeCell = (text: Sql): Sql =>
  sql`case when ascii(${text}) = any (${codes}::int[]) and ${text} !~ ${numeric} then '''' || ${text} else ${text} end`;

/**
 * The cells of a CSV row; the database quotes them (RFC 4180). Times are RFC 3339 in UTC, booleans true or false,
 * objects JSON, absent values empty.
 */
export function csvCells(chosen: readonly ExportChoice[], guarded: boolean): Sql {
  const cells = chosen.map(({ field }) => cell(findColumn(field) as Column, guarded));
  return join(cells, sql`, `);
}

function cell({ value, kind }: Column, guarded: boolean): Sql {
  if (kind === "text" && guarded) return safeCell(value);
  if (kind === "moment") return momentText(value);
  return kind === "flag" ? sql`${value}::text` : value;
}

/** The header line of a CSV file, after a byte order mark. Without the mark, Excel reads the file as Windows-1252. */
export function csvHead(headers: readonly string[], guarded: boolean): string {
  const safe = (text: string) => (guarded && codes.includes(text.codePointAt(0) ?? 0) ? `'${text}` : text);
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\uFEFF${headers.map((header) => quoted(safe(header))).join(",")}\n`;
}
