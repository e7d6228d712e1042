import { join, type Sql, sql } from "../../../db/sql.ts";
import type { ExportChoice } from "../export-request.ts";
import { type Column, findColumn } from "./columns.ts";
import { momentText } from "./moment-text.ts";

// What a spreadsheet takes for the beginning of a formula, the full-width forms included: = + - @, tab, line breaks. Its code is looked at
// first, since a regular expression a cell takes three times as long.
const codes = [0x3d, 0x2b, 0x2d, 0x40, 0x09, 0x0a, 0x0d, 0xff1d, 0xff0b, 0xff0d, 0xff20];
// Numbers and phones in E.164, several joined by |: digits alone can compute nothing, and a dialer wants them unchanged.
const harmless = "^[+-]?[0-9]+(\\.[0-9]+)?$|^\\+[0-9]+(\\|\\+[0-9]+)+$";

/** A text as a cell that no spreadsheet runs: one that would be a formula begins with an apostrophe, which spreadsheets show as text. */
export const safeCell = (text: Sql): Sql =>
  sql`case when ascii(${text}) = any (${codes}::int[]) and ${text} !~ ${harmless} then '''' || ${text} else ${text} end`;

/** The cells of a CSV row, which the server quotes (RFC 4180). Times are RFC 3339 in UTC, booleans true and false, objects JSON, absent values empty. */
export function csvCells(chosen: readonly ExportChoice[], guarded: boolean): Sql {
  const cells = chosen.map(({ field }) => cell(findColumn(field) as Column, guarded));
  return join(cells, sql`, `);
}

function cell({ value, kind }: Column, guarded: boolean): Sql {
  if (kind === "text" && guarded) return safeCell(value);
  if (kind === "moment") return momentText(value);
  return kind === "flag" ? sql`${value}::text` : value;
}

/** The first line of a CSV file, behind a byte order mark, without which Excel reads names as Windows-1252. */
export function csvHead(headers: readonly string[], guarded: boolean): string {
  const safe = (text: string) => (guarded && codes.includes(text.codePointAt(0) ?? 0) ? `'${text}` : text);
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\uFEFF${headers.map((header) => quoted(safe(header))).join(",")}\n`;
}
