import { stringify } from "csv-stringify/sync";

// What a spreadsheet takes for the beginning of a formula, the full-width forms included.
const formula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
// Numbers and phones in E.164, several joined by |: digits alone can compute nothing, and a dialer wants them unchanged.
const harmless = /^[+-]?\d+(\.\d+)?$|^\+\d+(\|\+\d+)+$/;

/** A text as a cell that no spreadsheet runs: one that would be a formula begins with an apostrophe, which spreadsheets show as text. */
export function safeCell(text: string): string {
  return formula.test(text) && !harmless.test(text) ? `'${text}` : text;
}

/**
 * Rows as CSV (RFC 4180): CRLF, a header line, UTF-8 with a byte order mark, without which Excel reads names as Windows-1252.
 * Times are RFC 3339 in UTC, booleans true and false, objects JSON, absent values empty. Batch by batch: handing a compressor row
 * after row takes four times as long.
 */
export async function* csv(header: string[], batches: AsyncIterable<object[]>): AsyncIterable<string> {
  let first = true;
  for await (const batch of batches) {
    yield stringify(batch, {
      header: first,
      bom: first,
      columns: header,
      record_delimiter: "windows",
      cast: {
        string: safeCell,
        date: (moment) => moment.toISOString(),
        boolean: (value) => String(value),
        object: (value) => JSON.stringify(value),
      },
    });
    first = false;
  }
}
