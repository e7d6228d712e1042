import { appendText, cellText } from "./cell-text.ts";
import { longestRow, mostColumns, type NumberedRow, rowTooLong, tooManyColumns } from "./rows.ts";
import type { SharedStrings } from "./shared-strings.ts";
import { unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

/** What a workbook defines outside its sheets, and cells need. */
interface CellContext {
  dates: ReadonlySet<number>;
  strings: SharedStrings | undefined;
  from1904: boolean;
}

/** Excel's limits: XFD1048576 is the last cell of a sheet. */
const lastColumn = 16_384;
const lastRow = 1_048_576;

/** The rows of a sheet. Formula cells yield their cached result; blank if never calculated. */
export async function* sheetRows(pieces: AsyncIterable<Buffer>, meaning: CellContext): AsyncGenerator<NumberedRow[]> {
  let rows: NumberedRow[] = [];
  const sheet = new SheetReader(meaning, (row) => rows.push(row));
  const reading = readXml(pieces, {
    open: (name, attributes) => sheet.open(name, attributes),
    text: (text) => sheet.text(text),
    close: (name) => sheet.close(name),
  });
  for await (const _ of reading) {
    if (rows.length > 0) yield rows;
    rows = [];
  }
}

/** Builds rows from the elements of a sheet. Columns and rows must ascend, as Excel requires too. */
class SheetReader {
  readonly #meaning: CellContext;
  readonly #onRow: (row: NumberedRow) => void;
  #row: NumberedRow = [0];
  #hasText = false;
  #length = 0;
  #column = 0;
  /** The last column that the row has so far. */
  #width = 0;
  #type: string | undefined;
  #isDate = false;
  #value = "";
  #inValue = false;

  constructor(meaning: CellContext, onRow: (row: NumberedRow) => void) {
    this.#meaning = meaning;
    this.#onRow = onRow;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case "row":
        this.#row = [rowAfter(this.#row[0], attributes.r)];
        this.#hasText = false;
        this.#length = 0;
        this.#column = 0;
        this.#width = 0;
        break;
      case "c":
        this.#column = columnAfter(this.#column, attributes.r, this.#row[0]);
        this.#type = attributes.t;
        this.#isDate = this.#type === undefined && this.#meaning.dates.has(Number(attributes.s ?? 0));
        this.#value = "";
        break;
      case "v":
      case "t":
        this.#inValue = true;
        break;
      case "rPh":
      case "f":
        this.#inValue = false;
    }
  }

  text(text: string): void {
    if (this.#inValue) this.#value = appendText(this.#value, text);
  }

  close(name: string): void {
    switch (name) {
      case "v":
      case "t":
        this.#inValue = false;
        break;
      case "c":
        if (this.#value !== "") this.#addCell(this.#cellText());
        break;
      case "row":
        if (this.#hasText) this.#onRow(this.#row);
        this.#hasText = false;
    }
  }

  #cellText(): string {
    if (this.#type === "s") return this.#meaning.strings?.at(Number(this.#value)) ?? "";
    return cellText({ type: this.#type, isDate: this.#isDate, value: this.#value }, this.#meaning.from1904);
  }

  #addCell(text: string): void {
    if (text === "") return;
    if (this.#column > mostColumns) throw tooManyColumns(this.#row[0], this.#column);
    this.#length += text.length;
    if (this.#length > longestRow) throw rowTooLong(this.#row[0], "save it with shorter texts");
    const blank = this.#column - this.#width - 1;
    if (blank > 0) this.#row.push(blank);
    this.#row.push(text);
    this.#width = this.#column;
    this.#hasText ||= text.trim() !== "";
  }
}

/** The number of the row that follows `before`, which `given` states if it is present. */
function rowAfter(before: number, given: string | undefined): number {
  const row = given === undefined ? before + 1 : Number(given);
  if (Number.isInteger(row) && row > before && row <= lastRow) return row;
  throw unreadable(
    `row ${given ?? row} follows row ${before}, but rows must ascend from 1 to ${lastRow}; save it again, or as CSV`,
  );
}

/** The column of a cell reference, 28 for AB7, or the one after `before` if there is no reference. */
function columnAfter(before: number, reference: string | undefined, row: number): number {
  const letters = reference === undefined ? undefined : /^([A-Z]{1,3})\d{1,7}$/.exec(reference)?.[1];
  const column = reference === undefined ? before + 1 : columnOf(letters ?? "");
  if (column > before && column <= lastColumn) return column;
  const place = reference === undefined ? `column ${column}` : JSON.stringify(reference.slice(0, 20));
  throw unreadable(
    `row ${row} has a cell at ${place}, but its cells must ascend from column A to XFD; save it again, or as CSV`,
  );
}

function columnOf(letters: string): number {
  let column = 0;
  for (let at = 0; at < letters.length; at++) column = column * 26 + letters.charCodeAt(at) - 64;
  return column;
}
