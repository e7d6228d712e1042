import { CsvError, parse } from "csv-parse";
import { isBlank, longestRow, mostColumns, type NumberedRow } from "./rows.ts";
import { unreadable } from "./unreadable.ts";

export interface Dialect {
  /** A comma, a bar, a tab, a semicolon. */
  delimiter: string;
  /** What cells stand between that hold a delimiter or a line's end; doubled it means itself. Null: there is none. */
  quote: string | null;
}

/**
 * The rows of a text in UTF-8 whose cells are delimited. Lines may end in any way, also in different ones. A quote within a cell that does not begin with
 * one is a character like others. Refuses a file whose quote is never closed, and rows that are longer than any lead.
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
    // Records are kept here and not in the parser's own queue, which hands them on one by one: that takes half as long again.
    on_record(cells: string[]) {
      count++;
      if (!isBlank(cells)) rows.push([count, ...checked(cells, count)]);
      return null;
    },
  });
  const failed = new Promise<never>((_, reject) => {
    parser.on("error", (error) => reject(problem(error, count)));
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

function checked(cells: string[], row: number): string[] {
  const width = cells.findLastIndex((cell) => cell !== "") + 1;
  if (width > mostColumns) throw unreadable(`row ${row} has ${width} columns, and at most ${mostColumns} are taken`);
  return cells.length > mostColumns ? cells.slice(0, width) : cells;
}

function problem(error: Error, rowsBefore: number): Error {
  if (!(error instanceof CsvError)) return error;
  const row = rowsBefore + 1;
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return unreadable(`the quote that opens in row ${row} is never closed`, error);
    case "CSV_MAX_RECORD_SIZE":
      return unreadable(
        `row ${row} is longer than ${longestRow} characters; is a quote in it left open, or the delimiter another one`,
        error,
      );
    default:
      return unreadable(`row ${row}: ${error.message}`, error);
  }
}
