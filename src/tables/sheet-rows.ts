import { cellText } from "./cell-text.ts";
import { isBlank, mostColumns, type NumberedRow } from "./rows.ts";
import type { SharedStrings } from "./shared-strings.ts";
import { unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

/** What the cells of a workbook mean beside their own text. */
interface CellMeaning {
  dates: ReadonlySet<number>;
  strings: SharedStrings | undefined;
  from1904: boolean;
}

/** The rows of a sheet. Of a formula its last result is taken, as it is kept beside it; one that was never computed is blank. */
export async function* sheetRows(pieces: AsyncIterable<Buffer>, meaning: CellMeaning): AsyncGenerator<NumberedRow[]> {
  let rows: NumberedRow[] = [];
  let row = 0;
  let cells: string[] = [];
  let column = 0;
  let type: string | undefined;
  let isDate = false;
  let value = "";
  let taken = false;
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
          taken = true;
          break;
        case "rPh":
        case "f":
          taken = false;
      }
    },
    text(text) {
      if (taken) value += text;
    },
    close(name) {
      switch (name) {
        case "v":
        case "t":
          taken = false;
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
      throw unreadable(`row ${row} has a cell in column ${column}, and at most ${mostColumns} columns are taken`);
    while (cells.length < column - 1) cells.push("");
    cells[column - 1] = text;
  };
  for await (const _ of reading) {
    if (rows.length > 0) yield rows;
    rows = [];
  }
}

/** 28 for AB7. */
function columnOf(place: string): number {
  let column = 0;
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column;
}
