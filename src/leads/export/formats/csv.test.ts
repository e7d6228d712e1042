import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../../../test/support/database.ts";
import { sql } from "../../../db/sql.ts";
import { csvHead, safeCell } from "./csv.ts";

let home: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  home = await testDatabase();
});
afterAll(() => home.drop());

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
])("the text %j becomes the cell %j", async (given, cell) => {
  expect(await home.db.one(sql`select ${safeCell(sql`${given}::text`)} as cell`)).toEqual({ cell });
});

test("the first line has a byte order mark and the headers, quoted and guarded if necessary", () => {
  expect(csvHead(["a", 'say "b"', "c,d", "=e"], true)).toBe('\uFEFFa,"say ""b""","c,d",\'=e\n');
  expect(csvHead(["=e"], false)).toBe("\uFEFF=e\n");
});
