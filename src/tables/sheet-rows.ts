import { cellText } from "./cell-text.ts";
import { isBlank, mostColumns, type NumberedRow } from "./rows.ts";
import type { SharedStrings } from "./shared-strings.ts";
import { unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

/** What a workbook defines outside its sheets, and cells need. */
interface CellContext {
  dates: ReadonlySet<number>;
  strings: SharedStrings | undefined;
  from1904: boolean;
}

/** The rows of a sheet. Formula cells yield their cached result; blank if never calculated. */
export async function* sheetRows(pieces: AsyncIterable<Buffer>, meaning: CellContext): AsyncGenerator<NumberedRow[]> {
  let rows: NumberedRow[] = [];
  let row = 0;
  let cells: string[] = [];
  let column = 0;
  let type: string | undefined;
  let isDate = false;
  let value = "";
  let inValue = false;
  const reading = readXml(pieces, {
    open(name, attributes) {
      switch (name) {
        case "row":
          row = Number(attributes.r ?? row + 1);
          cells = [];
          column = 0;
          break;
        case "c":
          column = attributes.r === undefined ? column + 1 : columnOf(attributes.r);
          type = attributes.t;
          isDate = type === undefined && meaning.dates.has(Number(attributes.s ?? 0));
          value = "";
          break;
        case "v":
        case "t":
          inValue = true;
          break;
        case "rPh":
        case "f":
          inValue = false;
      }
    },
    text(text) {
      if (inValue) value += text;
    },
    close(name) {
      switch (name) {
        case "v":
        case "t":
          inValue = false;
          break;
        case "c":
          if (value !== "") put(textOf());
          break;
        case "row":
          if (!isBlank(cells)) rows.push([row, ...cells]);
      }
    },
  });
  const textOf = () => {
    if (type === "s") return meaning.strings?.at(Number(value)) ?? "";
    return cellText({ type, isDate, value }, meaning.from1904);
  };
  const put = (text: string) => {
    if (text === "") return;
    if (column > mostColumns)
      throw unreadable(`row ${row} has a cell in column ${column}, but at most ${mostColumns} columns are allowed`);
    while (cells.length < column - 1) cells.push("");
    cells[column - 1] = text;
  };
  for await (const _ of reading) {
    if (rows.length > 0) yield rows;
    rows = [];
  }
}

/** The column of a cell reference: 28 for AB7. */
function columnOf(place: string): number {
  let column = 0;
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column;
}
