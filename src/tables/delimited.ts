import { CsvError, parse } from "csv-parse";
import { isBlank, longestRow, mostColumns, type NumberedRow, numberedRow, rowTooLong, tooManyColumns } from "./rows.ts";
import { unreadable } from "./unreadable.ts";

export interface Dialect {
  /** A comma, vertical bar, tab, or semicolon. */
  delimiter: string;
  /** The character around cells that contain a delimiter or a line break; doubled, it stands for itself. Null: none. */
  quote: string | null;
}

/**
 * The rows of a delimited text in UTF-8. Line ends may be CR, LF, or CRLF, even mixed. A quote inside a cell that does
 * not begin with one is an ordinary character. Refuses an unclosed quote, and rows of more than 1,048,576 characters.
 */
export async function* delimitedRows(
  text: AsyncIterable<Buffer>,
  { delimiter, quote }: Dialect,
): AsyncGenerator<NumberedRow[]> {
  let count = 0;
  let rows: NumberedRow[] = [];
  const parser = parse({
    delimiter,
    quote: quote ?? false,
    escape: quote ?? false,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRow,
    // Records are collected here: the parser's own queue hands them out one by one, which takes half as long again.
    on_record(cells: string[]) {
      count++;
      if (!isBlank(cells)) rows.push(numberedRow(count, checkWidth(cells, count)));
      return null;
    },
  });
  const failed = new Promise<never>((_, reject) => {
    parser.on("error", (error) => reject(refusalOf(error, count)));
  });
  failed.catch(() => undefined);
  for await (const bytes of text) {
    await Promise.race([new Promise<void>((resolve) => parser.write(bytes, () => resolve())), failed]);
    if (rows.length > 0) yield rows;
    rows = [];
  }
  parser.resume();
  await Promise.race([new Promise<void>((resolve) => parser.on("end", resolve).end()), failed]);
  if (rows.length > 0) yield rows;
}

function checkWidth(cells: string[], row: number): string[] {
  const width = cells.findLastIndex((cell) => cell !== "") + 1;
  if (width > mostColumns) throw tooManyColumns(row, width);
  return cells.length > mostColumns ? cells.slice(0, width) : cells;
}

function refusalOf(error: Error, rowsBefore: number): Error {
  if (!(error instanceof CsvError)) return error;
  const row = rowsBefore + 1;
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return unreadable(`the quote that opens in row ${row} is never closed`, error);
    case "CSV_MAX_RECORD_SIZE":
      return rowTooLong(row, "check for an unclosed quote or another delimiter", error);
    default:
      return unreadable(`row ${row}: ${error.message}`, error);
  }
}
