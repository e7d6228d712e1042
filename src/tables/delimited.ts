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
export async function* delimitedRows(text: AsyncIterable<Buffer>, dialect: Dialect): AsyncGenerator<NumberedRow[]> {
  const pieces = text[Symbol.asyncIterator]();
  let count = 0;
  let rest: Buffer = Buffer.alloc(0);
  // Lines before the first quote are cut at their ends and delimiters, which takes a tenth of the time.
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
    const bytes = Buffer.concat([rest, piece.value]);
    if (dialect.quote !== null && bytes.includes(dialect.quote)) {
      rest = bytes;
      break;
    }
    // A return at the very end may be the first half of a line's end.
    const end = Math.max(bytes.lastIndexOf("\n"), bytes.lastIndexOf("\r", -2)) + 1;
    rest = bytes.subarray(end);
    if (rest.length > longestRow) throw tooLong(count + 1);
    const lines = bytes.toString("utf8", 0, end).split(/\r\n|\n|\r/);
    lines.pop();
    const rows = cutLines(lines, dialect.delimiter, count);
    count += lines.length;
    if (rows.length > 0) yield rows;
  }
  yield* parsedRows(rest, pieces, dialect, count);
}

function cutLines(lines: readonly string[], delimiter: string, count: number): NumberedRow[] {
  const rows: NumberedRow[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.length > longestRow) throw tooLong(count + i + 1);
    const cells = line.split(delimiter);
    if (!isBlank(cells)) rows.push([count + i + 1, ...checked(cells, count + i + 1)]);
  }
  return rows;
}

/** What is left of the text, behind so many rows, by the library: it knows about quotes. */
async function* parsedRows(
  first: Buffer,
  others: AsyncIterator<Buffer>,
  { delimiter, quote }: Dialect,
  before: number,
): AsyncGenerator<NumberedRow[]> {
  let count = before;
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
  const write = (bytes: Buffer) =>
    Promise.race([new Promise<void>((resolve) => parser.write(bytes, () => resolve())), failed]);
  let piece: IteratorResult<Buffer> = { value: first };
  for (; !piece.done; piece = await others.next()) {
    await write(piece.value);
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
      return tooLong(row, error);
    default:
      return unreadable(`row ${row}: ${error.message}`, error);
  }
}

const tooLong = (row: number, cause?: unknown) =>
  unreadable(
    `row ${row} is longer than ${longestRow} characters; is a quote in it left open, or its end missing`,
    cause,
  );
