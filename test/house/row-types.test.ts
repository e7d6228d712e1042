import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { testAccount } from "../support/account.ts";
import { checkedRows } from "../support/rows/checked-rows.ts";
import { checkRowTypes, fieldsOf, typedReads } from "../support/rows/row-types.ts";

const root = join(import.meta.dirname, "../..");
const at = testAccount();
const programFiles = () => globSync("src/**/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts"));

test("rows have camelCase fields; only a whole lead keeps its columns' names", () => {
  const reads = programFiles().flatMap((file) => {
    const code = readFileSync(join(root, file), "utf8");
    return [...code.matchAll(typedReads)].map(([, , , type = ""]) => ({
      file,
      type,
      fields: fieldsOf(type, join(root, file), code),
    }));
  });
  expect(reads.filter(({ fields }) => fields !== undefined).length).toBeGreaterThan(200);
  const snake = reads.filter(
    ({ type, fields = {} }) => type !== "LeadRow" && Object.keys(fields).some((name) => name.includes("_")),
  );
  // The migrations' own connection reads before the program's does.
  expect(snake.map(({ file }) => file)).toEqual(["src/db/migrate.ts"]);
});

test("a row that is not of its declared type fails the test that reads it", async () => {
  const code = `
    export interface Count extends Named {
      readonly count: number;
      state?: State | null;
    }
    interface Named {
      name: string; // the campaign's
    }
    type State = "READY" | "PAUSED";
    export const read = (tx: Tx) => tx.one<Count>(sql\`select 1 as count\`);
`.replaceAll("\n    ", "\n");
  const file = join(root, "src/planted.ts");
  const { transform } = checkRowTypes(root) as unknown as { transform: (code: string, id: string) => { code: string } };
  expect(transform(code, file).code).toContain(
    `checkedRows(tx, {"name":["string"],"count":["number"],"state":["\\"READY\\"","\\"PAUSED\\"","null","undefined"]},`,
  );
  expect(fieldsOf("{ a: string; b?: Date | null; c: readonly number[] }", file, "")).toEqual({
    a: ["string"],
    b: ["Date", "null", "undefined"],
    c: ["array"],
  });

  const rows = checkedRows(at.db, { count: ["number"] }, "src/planted.ts:6");
  await expect(rows.one(sql`select 1 as count`)).resolves.toEqual({ count: 1 });
  await expect(rows.query(sql`select 1::numeric as count`)).rejects.toThrow(
    'src/planted.ts:6 declares count as number, but reads "1" (String)',
  );
  await expect(rows.maybe(sql`select 1 as counted`)).rejects.toThrow("reads no such column");
});
