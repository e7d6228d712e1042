import { ZipWriter } from "@zip.js/zip.js";
import { join, type Sql, sql } from "../../../db/sql.ts";
import type { ExportChoice } from "../export-request.ts";
import { type Column, findColumn } from "./columns.ts";
import { momentText } from "./moment-text.ts";

/** Excel's limits on the rows of a sheet and the characters of a cell. It calls a file with more damaged. */
const sheetRows = 1_048_576;
const cellLength = 32_767;
// A part of 4 GB would need ZIP64, which not every reader of workbooks supports.
const sheetBytes = 3 * 2 ** 30;

/**
 * A lead as a row of a sheet, on one line. Numbers and booleans stay such; all else is text, and so never a formula.
 */
export function sheetRow(chosen: readonly ExportChoice[]): Sql {
  return row(chosen.map(({ field }) => cell(findColumn(field) as Column)));
}

/** The header row, in the same form. */
export const headRow = (headers: readonly string[]): Sql => row(headers.map((header) => anyText(sql`${header}`)));

// A chain of || would copy fifty cells fifty times, and a function takes at most a hundred arguments.
const cellsAtOnce = 50;

function row(cells: readonly Sql[]): Sql {
  const parts: Sql[] = [];
  for (let start = 0; start < cells.length; start += cellsAtOnce)
    parts.push(sql`concat(${join(cells.slice(start, start + cellsAtOnce), sql`, `)})`);
  return sql`concat('<row>', ${join(parts, sql`, `)}, '</row>')`;
}

function cell({ value, kind }: Column): Sql {
  switch (kind) {
    case "number":
      return sql`coalesce('<c><v>' || ${value} || '</v></c>', '<c/>')`;
    case "flag":
      return sql`coalesce('<c t="b"><v>' || ${value}::int || '</v></c>', '<c/>')`;
    case "moment":
      return textCell(momentText(value));
    case "plain":
      return textCell(sql`${value}::text`);
    default:
      return anyText(sql`${value}::text`);
  }
}

const textCell = (text: Sql): Sql => inlineCell(sql`'<t>' || ${text}`);

const inlineCell = (text: Sql): Sql => sql`coalesce('<c t="inlineStr"><is>' || ${text} || '</t></is></c>', '<c/>')`;

/**
 * Any text as XML on one line: line ends become LF, and characters that XML does not allow are dropped. One regular
 * expression shows that nearly all texts need no change.
 */
const anyText = (text: Sql): Sql =>
  inlineCell(sql`case
  when octet_length(${text}) > ${cellLength} or ${text} ~ ${"[&<>\\x01-\\x08\\x0a-\\x1f\\ufffe\\uffff]|_x|^\\s|\\s$"}
  then '<t xml:space="preserve">' || replace(replace(replace(replace(replace(
    regexp_replace(regexp_replace(${cutToCell(text)}, ${"\\r\\n?"}, ${"\n"}, 'g'), ${"[\\x01-\\x08\\x0b-\\x1f\\ufffe\\uffff]"}, '', 'g'),
    '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), ${"\n"}, '&#10;'), '_x', '_x005F_x')
  else '<t>' || ${text} end`);

// The number of characters beyond U+FFFF. Excel counts in UTF-16 units, so they count twice.
const pairs = (text: Sql) => sql`regexp_count(${text}, ${"[\\U00010000-\\U0010ffff]"})`;

/** Cuts a text to what a cell can hold; a cut text ends with an ellipsis. */
const cutToCell = (text: Sql): Sql => sql`case
  when octet_length(${text}) > ${cellLength} and length(${text}) + ${pairs(text)} > ${cellLength}
  then left(${text}, greatest(${(cellLength - 1) / 2}, ${cellLength - 1} - ${pairs(sql`left(${text}, ${cellLength - 1})`)})) || '…'
  else ${text} end`;

/** An Excel workbook of these rows, as a stream: a sheet named Leads, and Leads 2, Leads 3, … once a sheet is full. */
export async function* workbook(head: Buffer, rows: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const pieces = rows[Symbol.asyncIterator]();
  const written = write(new ZipWriter(writable, { zip64: false }), head, pieces).catch((error: unknown) =>
    writable.abort(error).catch(() => undefined),
  );
  try {
    yield* readable;
  } finally {
    await written;
    await pieces.return?.();
  }
}

async function write(zip: ZipWriter<unknown>, head: Buffer, pieces: AsyncIterator<Buffer>): Promise<void> {
  const add = (name: string, part: AsyncIterable<Uint8Array>) =>
    zip.add(name, ReadableStream.from(part) as ReadableStream);
  let sheets = 0;
  let rest = await nextOf(pieces);
  do {
    sheets++;
    await add(
      sheetPart(sheets),
      sheet(head, rest, pieces, (left) => (rest = left)),
    );
  } while (rest !== undefined);
  for (const [name, text] of partsOf(sheets)) await add(name, one(text));
  await zip.close();
}

async function* one(text: string) {
  yield Buffer.from(text);
}

/** A sheet with as many rows as it holds; `after` gets the rest, with which the next sheet begins. */
async function* sheet(
  head: Buffer,
  first: Buffer | undefined,
  pieces: AsyncIterator<Buffer>,
  after: (left: Buffer | undefined) => void,
): AsyncGenerator<Buffer> {
  yield Buffer.from(sheetStart);
  yield head;
  let room = sheetRows - 1;
  let bytes = 0;
  let piece = first;
  for (; piece !== undefined && room > 0; piece = piece?.length ? piece : await nextOf(pieces)) {
    let end = 0;
    for (; room > 0; room--) {
      const next = piece.indexOf(lineEnd, end) + 1;
      if (next === 0) break;
      end = next;
    }
    if (room > 0) end = piece.length;
    yield piece.subarray(0, end);
    bytes += end;
    if (bytes > sheetBytes) room = Math.min(room, 1);
    piece = piece.subarray(end);
  }
  yield Buffer.from(sheetEnd);
  after(piece);
}

const lineEnd = 10;

async function nextOf(pieces: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return undefined;
    if (value.length > 0) return value;
  }
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

// The header row is frozen.
const sheetStart = `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
const sheetEnd = "</sheetData></worksheet>";

const sheetPart = (number: number) => `xl/worksheets/sheet${number}.xml`;

/** The parts of a workbook other than its sheets. */
function partsOf(sheets: number): [name: string, text: string][] {
  const each = (part: (number: number) => string) => Array.from({ length: sheets }, (_, i) => part(i + 1)).join("");
  return [
    [
      "xl/workbook.xml",
      `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><bookViews><workbookView/></bookViews><sheets>${each(
        (number) =>
          `<sheet name="${number === 1 ? "Leads" : `Leads ${number}`}" sheetId="${number}" r:id="rId${number}"/>`,
      )}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${declaration}<Relationships xmlns="${packages}/relationships">${each(
        (number) =>
          `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
      )}</Relationships>`,
    ],
    [
      "_rels/.rels",
      `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "[Content_Types].xml",
      `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/>${each(
        (number) => `<Override PartName="/${sheetPart(number)}" ContentType="${sheetType}.worksheet+xml"/>`,
      )}</Types>`,
    ],
  ];
}
