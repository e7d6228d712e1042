import { BlobReader, type Entry, TextWriter, ZipReader } from "@zip.js/zip.js";
import { expect, test } from "vitest";
import { workbook } from "./xlsx.ts";

const head = Buffer.from("<row><c><v>0</v></c></row>\n");
const row = "<row><c/></row>\n";

async function made(rows: AsyncIterable<Buffer>) {
  const pieces = await Array.fromAsync(workbook(head, rows));
  const reader = new ZipReader(new BlobReader(new Blob(pieces.map((piece) => new Uint8Array(piece)))), {
    useWebWorkers: false,
  });
  const entries = await reader.getEntries();
  const text = async (name: string) => {
    const entry = entries.find((one: Entry) => one.filename === name);
    return entry && !entry.directory ? await entry.getData(new TextWriter()) : undefined;
  };
  const sheets = await Promise.all([1, 2, 3].map((number) => text(`xl/worksheets/sheet${number}.xml`)));
  return { counts: sheets.map((sheet) => sheet?.match(/<row>/g)?.length), sheets, book: await text("xl/workbook.xml") };
}

/** So many rows in pieces that end anywhere. */
async function* pieces(count: number) {
  const some = Buffer.from(row.repeat(1000));
  const last = row.length * (count % 1000);
  for (let i = 0; i < Math.floor(count / 1000); i++) {
    yield some.subarray(0, 10_003);
    yield some.subarray(10_003);
  }
  if (last > 0) yield some.subarray(0, last);
}

test.each([
  [0, [1, undefined, undefined]],
  [1_048_575, [1_048_576, undefined, undefined]],
  [1_048_576, [1_048_576, 2, undefined]],
])("%i rows fill sheets of at most 1,048,576, each with the names of the columns", async (count, expected) => {
  const { counts, sheets, book } = await made(pieces(count));
  expect(counts).toEqual(expected);
  const filled = sheets.filter((sheet) => sheet !== undefined);
  expect(filled).toHaveLength(expected.filter((rows) => rows !== undefined).length);
  for (const sheet of filled) expect(sheet).toMatch(/<sheetData><row><c><v>0<.*<\/sheetData><\/worksheet>$/s);
  expect(book?.match(/name="[^"]*"/g)).toEqual(
    expected[1] === undefined ? ['name="Leads"'] : ['name="Leads"', 'name="Leads 2"'],
  );
});

test("a workbook that is not read to its end releases its rows, and one whose rows fail fails", async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield Buffer.from(row.repeat(1000));
    } finally {
      ended = true;
    }
  }
  for await (const _ of workbook(head, endless())) break;
  expect(ended).toBe(true);
  async function* failing() {
    yield Buffer.from(row);
    throw new Error("the database is away");
  }
  await expect(Array.fromAsync(workbook(head, failing()))).rejects.toThrow("the database is away");
});
