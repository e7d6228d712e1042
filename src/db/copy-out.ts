import pg from "pg";
import { to } from "pg-copy-streams";
import type { Database } from "./database.ts";
import type { Sql } from "./sql.ts";

// `lines` uses a delimiter and a quote that JSON never contains, so the text of its one column passes unchanged.
const formats = { csv: "format csv", lines: "format csv, quote e'\\x01', delimiter e'\\x02'" };

/**
 * Yields a query's rows as PostgreSQL writes them, as fast as they are consumed: as `csv` with LF, or as `lines` for a
 * query with one column of JSON. Returns the number of rows.
 */
export async function* copyOut(
  { pool }: Pick<Database, "pool">,
  query: Sql,
  format: keyof typeof formats,
): AsyncGenerator<Buffer, number> {
  const client = await pool.connect();
  let ended = false;
  try {
    const rows = client.query(to(`copy (${inlineValues(query)}) to stdout with (${formats[format]})`));
    for await (const piece of rows) yield piece as Buffer;
    ended = true;
    return rows.rowCount;
  } finally {
    // A connection with rows still to send can't be reused.
    client.release(!ended);
  }
}

/** The statement with its values as literals, because COPY takes no parameters. */
function inlineValues({ strings, values }: Sql): string {
  return strings.map((text, i) => (i === 0 ? text : literal(values[i - 1]) + text)).join("");
}

/** Throws for values other than numbers, strings and arrays of numbers. */
function literal(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string") return pg.escapeLiteral(value);
  if (Array.isArray(value) && value.every((one) => typeof one === "number" && Number.isFinite(one)))
    return `'{${value.join(",")}}'`;
  throw new Error(`cannot write ${JSON.stringify(value)} as a literal`);
}
