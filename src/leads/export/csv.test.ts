import { expect, test } from "vitest";
import { csv, safeCell } from "./csv.ts";

test.each([
  ["=1+1", "'=1+1"],
  ["+1 (415) 555-0100", "'+1 (415) 555-0100"],
  ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
  ["+1|cmd!A0", "'+1|cmd!A0"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", "'\r=1"],
  ["\n=1", "'\n=1"],
  ["＝1+1", "'＝1+1"],
  ["+14155550100\n=1", "'+14155550100\n=1"],
  ["+14155550100", "+14155550100"],
  ["+14155550100|+14155550101", "+14155550100|+14155550101"],
  ["-12.5", "-12.5"],
  ["+3", "+3"],
  ["Ann-Marie", "Ann-Marie"],
  ["", ""],
])("the text %j becomes the cell %j", (given, cell) => {
  expect(safeCell(given)).toBe(cell);
});

test("a row keeps quotes, commas, line breaks, dates, booleans, objects and absent values apart", async () => {
  async function* batches() {
    yield [
      {
        a: 'say "hi", twice',
        b: "two\r\nlines",
        c: new Date("2026-07-24T16:00:00Z"),
        d: false,
        e: { x: "=1" },
        f: null,
        g: -7,
      },
    ];
    yield [{ a: "second batch" }];
    yield [];
  }
  expect((await Array.fromAsync(csv(["a", "b", "c", "d", "e", "f", "g"], batches()))).join("")).toBe(
    '\uFEFFa,b,c,d,e,f,g\r\n"say ""hi"", twice","two\r\nlines",2026-07-24T16:00:00.000Z,false,"{""x"":""=1""}",,-7\r\nsecond batch,,,,,,\r\n',
  );
});

test("no row at all is the header alone", async () => {
  async function* batches() {
    yield [];
  }
  expect((await Array.fromAsync(csv(["a", "b"], batches()))).join("")).toBe("\uFEFFa,b\r\n");
});
