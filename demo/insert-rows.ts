import type { Tx } from "../src/db/database.ts";
import { identifier, join, sql } from "../src/db/sql.ts";

/** A row by column name. All rows of one insert have the same columns. */
export type Row = Record<string, unknown>;

const atATime = 5000;

/** Inserts rows as JSON, 5,000 per statement. */
export async function insertRows(tx: Tx, table: string, rows: readonly Row[]): Promise<void> {
  const columns = join(
    Object.keys(rows[0] ?? {}).map((column) => identifier(column)),
    sql`, `,
  );
  for (let start = 0; start < rows.length; start += atATime) {
    await tx.execute(sql`
      insert into ${identifier(table)} (${columns})
      select ${columns} from json_populate_recordset(null::${identifier(table)}, ${JSON.stringify(rows.slice(start, start + atATime))}::json)
    `);
  }
}
