import { expect, test } from "vitest";
import { delimitedRows } from "./delimited.ts";
import { type Encoding, encodingOf, utf8Of } from "./encoding.ts";
import { cellsOf, type NumberedRow } from "./rows.ts";
import { spool } from "./spool.ts";

async function rowsOf(bytes: Buffer | string, delimiter = ",", quote: string | null = '"', pieces = 7) {
  const all = Buffer.from(bytes as string);
  async function* cut() {
    for (let at = 0; at < all.length; at += pieces) yield all.subarray(at, at + pieces);
  }
  const found: [number, ...string[]][] = [];
  for await (const some of delimitedRows(cut(), { delimiter, quote }))
    for (const row of some) found.push([row[0], ...cellsOf(row)]);
  return found;
}

test.each<[what: string, text: string, expected: NumberedRow[], delimiter?: string, quote?: string | null]>([
  [
    "lines that end in any way",
    "a,b\r\nc,d\re,f\ng,h",
    [
      [1, "a", "b"],
      [2, "c", "d"],
      [3, "e", "f"],
      [4, "g", "h"],
    ],
  ],
  [
    "blank lines, which count",
    "a\n\n,,\n \nb\n",
    [
      [1, "a"],
      [5, "b"],
    ],
  ],
  [
    "ragged rows, as they are",
    "a,b,c\nd\ne,f,g,h\n",
    [
      [1, "a", "b", "c"],
      [2, "d"],
      [3, "e", "f", "g", "h"],
    ],
  ],
  ["quotes in quotes", 'a,"say ""hi"", then"\n', [[1, "a", 'say "hi", then']]],
  [
    "a line's end in quotes",
    '"one\r\ntwo",b\nc,d',
    [
      [1, "one\r\ntwo", "b"],
      [2, "c", "d"],
    ],
  ],
  ["a quote within a cell that does not begin with one", 'pipe 5" long,b\n', [[1, 'pipe 5" long', "b"]]],
  ["bars and another quote", "'a|b'|c\n", [[1, "a|b", "c"]], "|", "'"],
  ["tabs, and no quote at all", '"a\tb"\n', [[1, '"a', 'b"']], "\t", null],
  ["a nought", "a\0b,c\n", [[1, "a\0b", "c"]]],
  [
    "one column",
    "4155550100\n4155550101",
    [
      [1, "4155550100"],
      [2, "4155550101"],
    ],
  ],
  ["nothing", "", []],
])("%s", async (_, text, expected, delimiter, quote) => {
  expect(await rowsOf(text, delimiter, quote)).toEqual(expected);
});

test("a thousand columns are read, and one more is refused", async () => {
  const row = Array.from({ length: 1000 }, (_, i) => `c${i}`).join(",");
  expect((await rowsOf(`${row}\n`, ",", '"', 1000))[0]).toHaveLength(1001);
  await expect(rowsOf(`${row},x\n`, ",", '"', 1000)).rejects.toMatchObject({
    message: expect.stringContaining("row 1 has 1001 columns"),
  });
});

test.each([
  ["a quote that is never closed", 'a,b\n"c,d\ne,f\n', /the quote that opens in row 2 is never closed/],
  ["a cell of 10 MB", `a,b\nc,${"x".repeat(10_000_000)}\n`, /row 2 is longer than 1048576 characters/],
  [
    "a quote that is left open in a large file",
    `a,b\n"c,d\n${"e,f\n".repeat(1_000_000)}`,
    /row 2 is longer than 1048576 characters; check for an unclosed quote/,
  ],
])("%s is refused", async (_, text, reason) => {
  await expect(rowsOf(text, ",", '"', 65_536)).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: expect.stringMatching(reason),
  });
});

const name = "Zoë Müller €";
const utf16be = Buffer.from(`\uFEFF${name}`, "utf16le").swap16();

test.each<[what: string, bytes: Buffer, encoding: Encoding]>([
  ["UTF-8", Buffer.from(name), "utf-8"],
  ["UTF-8 with a mark", Buffer.from(`\uFEFF${name}`), "utf-8"],
  ["UTF-16 LE with a mark", Buffer.from(`\uFEFF${name}`, "utf16le"), "utf-16le"],
  ["UTF-16 BE with a mark", utf16be, "utf-16be"],
  ["UTF-16 LE without one", Buffer.from(name, "utf16le"), "utf-16le"],
  ["UTF-16 BE without one", utf16be.subarray(2), "utf-16be"],
  ["Windows-1252", Buffer.from("Zo\xeb M\xfcller \x80", "latin1"), "windows-1252"],
])("text in %s is found out and read", async (_, bytes, encoding) => {
  await using spooled = await spool([bytes] as unknown as AsyncIterable<Uint8Array>, 1e6, () => new Error("too large"));
  expect(await encodingOf(spooled)).toBe(encoding);
  const read: Buffer[] = [];
  for await (const some of utf8Of(spooled, encoding)) read.push(some);
  expect(Buffer.concat(read).toString()).toBe(name);
});

test.each<[what: string, bytes: Buffer, wanted?: Encoding]>([
  ["what is marked as UTF-8 and is not", Buffer.from("\xef\xbb\xbfZo\xeb", "latin1")],
  ["what is to be UTF-8 and is not", Buffer.from("Zo\xeb", "latin1"), "utf-8"],
])("%s is refused", async (_, bytes, wanted) => {
  await using spooled = await spool([bytes] as unknown as AsyncIterable<Uint8Array>, 1e6, () => new Error("too large"));
  await expect(encodingOf(spooled, wanted)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
});

test("a stream longer than the limit is refused", async () => {
  const endless = (async function* () {
    for (;;) yield Buffer.alloc(1000);
  })();
  await expect(spool(endless, 10_000, () => new Error("too large"))).rejects.toThrow("too large");
});

test("blank cells are counted, not listed", async () => {
  const all: NumberedRow[][] = [];
  for await (const some of delimitedRows(one(`a${",".repeat(998)}b\n,,c,,\n`), { delimiter: ",", quote: null }))
    all.push(some);
  expect(all.flat()).toEqual([
    [1, "a", 997, "b"],
    [2, 2, "c", 2],
  ]);
});

test.each([
  ["delimiters", ",".repeat(1_000_000)],
  ["quotes", '"'.repeat(1_000_001)],
  ["quotes and text", 'x"'.repeat(500_000)],
  ["quoted cells with quotes", '"""",'.repeat(200_000)],
  ["blank lines", "\n\r".repeat(500_000)],
  ["spaces", " ".repeat(1_000_000)],
])("a megabyte of %s is read or refused at once", async (_, text) => {
  const start = performance.now();
  await rowsOf(text, ",", '"', 65_536).catch((error: unknown) =>
    expect(error).toMatchObject({ code: "FILE_UNREADABLE" }),
  );
  expect(performance.now() - start).toBeLessThan(5000);
});

async function* one(text: string) {
  yield Buffer.from(text);
}
