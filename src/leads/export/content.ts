import { copyOut } from "../../db/copy-out.ts";
import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { Asked } from "./asked.ts";
import { exportedLeads } from "./columns.ts";
import { csvCells, csvHead } from "./csv.ts";
import { jsonLine } from "./ndjson.ts";
import { headRow, sheetRow, workbook } from "./xlsx.ts";

/** Lead ids, some thousands at a time. `written` hears how many of them were still there. */
export interface Batches {
  ids: AsyncIterable<readonly number[]>;
  written: (leads: number) => void;
}

type Shape = Pick<Asked, "columns" | "format" | "formulaGuard">;

/** The file of these leads, made as it is taken. */
export function content(db: Database, accountId: number, shape: Shape, batches: Batches): AsyncIterable<Uint8Array> {
  switch (shape.format) {
    case "CSV":
      return csv(db, accountId, shape, batches);
    case "NDJSON":
      return ndjson(db, accountId, shape, batches);
    case "XLSX":
      return xlsx(db, accountId, shape, batches);
  }
}

async function* csv(db: Database, accountId: number, { columns, formulaGuard }: Shape, batches: Batches) {
  yield Buffer.from(
    csvHead(
      columns.map(({ header }) => header),
      formulaGuard,
    ),
  );
  yield* copied(batches, (ids) => copyOut(db, exportedLeads(accountId, ids, csvCells(columns, formulaGuard)), "csv"));
}

function ndjson(db: Database, accountId: number, { columns }: Shape, batches: Batches) {
  return copied(batches, (ids) => copyOut(db, exportedLeads(accountId, ids, jsonLine(columns)), "lines"));
}

async function* xlsx(db: Database, accountId: number, { columns }: Shape, batches: Batches) {
  const head = await Array.fromAsync(copyOut(db, sql`select ${headRow(columns.map(({ header }) => header))}`, "lines"));
  const rows = copied(batches, (ids) => copyOut(db, exportedLeads(accountId, ids, sheetRow(columns)), "lines"));
  yield* workbook(Buffer.concat(head), rows);
}

type Rows = AsyncGenerator<Buffer, number>;

/**
 * The rows of all batches in their order. The database begins with the next batch while this one is taken, so that it keeps two processors busy; what it
 * has ahead waits in the connection's own buffers.
 */
async function* copied({ ids, written }: Batches, copy: (ids: readonly number[]) => Rows): AsyncGenerator<Buffer> {
  const begun: { rows: Rows; first: Promise<IteratorResult<Buffer, number>> }[] = [];
  const take = async function* () {
    const batch = begun[0];
    if (!batch) return;
    let step = await batch.first;
    for (; !step.done; step = await batch.rows.next()) yield step.value;
    written(step.value);
    begun.shift();
  };
  try {
    for await (const some of ids) {
      const rows = copy(some);
      const first = rows.next();
      // Thrown where it is waited for.
      first.catch(() => undefined);
      begun.push({ rows, first });
      if (begun.length > 1) yield* take();
    }
    yield* take();
  } finally {
    for (const { rows } of begun) await rows.return(0);
  }
}
