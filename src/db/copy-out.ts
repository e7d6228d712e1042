import pg from "pg";
import { to } from "pg-copy-streams";
import type { Database } from "./database.ts";
import type { Sql } from "./sql.ts";

// A separator and a quote that JSON never has, and so text in one column goes through as it is.
const formats = { csv: "format csv", lines: "format csv, quote e'\\x01', delimiter e'\\x02'" };

/**
 * The rows of a query as the server writes them, asked for as they are taken: `csv`, with LF; or `lines`, for a query of one column of JSON.
 * Returns how many there were.
 */
export async function* copyOut(
  { pool }: Pick<Database, "pool">,
  query: Sql,
  format: keyof typeof formats,
): AsyncGenerator<Buffer, number> {
  const client = await pool.connect();
  let ended = false;
  try {
    const rows = client.query(to(`copy (${inlined(query)}) to stdout with (${formats[format]})`));
    for await (const piece of rows) yield piece as Buffer;
    ended = true;
    return rows.rowCount;
  } finally {
    // A connection that still has rows to send is of no use to the next one.
    client.release(!ended);
  }
}

/** The statement with its values written out: COPY takes no parameters. */
function inlined({ strings, values }: Sql): string {
  return strings.map((text, i) => (i === 0 ? text : literal(values[i - 1]) + text)).join("");
}

function literal(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "string") return pg.escapeLiteral(value);
  if (Array.isArray(value) && value.every((one) => typeof one === "number" && Number.isFinite(one)))
    return `'{${value.join(",")}}'`;
  throw new Error(`no literal is made of ${JSON.stringify(value)}`);
}
