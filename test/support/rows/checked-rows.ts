import type { Tx } from "../../../src/db/database.ts";
import type { Sql } from "../../../src/db/sql.ts";
import type { Fields } from "./row-types.ts";

// A statement's rows are alike; checking a million would only take time.
const mostRows = 50;

/** Reads rows and throws if one is not of its declared type. `at` says where the program declares it. */
export function checkedRows(tx: Tx, fields: Fields, at: string): Omit<Tx, "execute" | "secrets"> {
  const check = (row: object): void => {
    for (const [name, kinds] of Object.entries(fields)) {
      const value: unknown = Reflect.get(row, name);
      if (!kinds.some((kind) => isOfKind(value, kind)))
        throw new Error(`${at} declares ${name} as ${kinds.join(" | ")}, but reads ${shown(value)}`);
    }
  };
  return {
    async query<Row extends object>(statement: Sql) {
      const rows = await tx.query<Row>(statement);
      rows.slice(0, mostRows).forEach(check);
      return rows;
    },
    async one<Row extends object>(statement: Sql) {
      const row = await tx.one<Row>(statement);
      check(row);
      return row;
    },
    async maybe<Row extends object>(statement: Sql) {
      const row = await tx.maybe<Row>(statement);
      if (row) check(row);
      return row;
    },
  };
}

function isOfKind(value: unknown, kind: string): boolean {
  if (kind === "any") return value !== undefined;
  if (kind === "null") return value === null;
  if (kind === "array") return Array.isArray(value);
  if (kind === "Date") return value instanceof Date;
  if (kind === "Buffer") return Buffer.isBuffer(value);
  return typeof value === kind || (value !== undefined && JSON.stringify(value) === kind);
}

const shown = (value: unknown) =>
  value === undefined ? "no such column" : `${JSON.stringify(value)} (${value?.constructor.name ?? "null"})`;
