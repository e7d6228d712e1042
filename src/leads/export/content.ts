import { copyOut } from "../../db/copy-out.ts";
import type { Database } from "../../db/database.ts";
import type { Asked } from "./asked.ts";
import { exportedLeads } from "./columns.ts";
import { csvCells, csvHead } from "./csv.ts";
import { jsonLine } from "./ndjson.ts";
import { sheetCells, workbook } from "./xlsx.ts";

/** Lead ids, some thousands at a time. `written` hears how many of them were still there. */
export interface Batches {
  ids: AsyncIterable<readonly number[]>;
  written: (leads: number) => void;
}

type Shape = Pick<Asked, "columns" | "format" | "formulaGuard">;

/** The file of these leads, made as it is taken. */
export function content(db: Database, accountId: number, shape: Shape, batches: Batches): AsyncIterable<Buffer> {
  switch (shape.format) {
    case "CSV":
      return csv(db, accountId, shape, batches);
    case "NDJSON":
      return ndjson(db, accountId, shape, batches);
    case "XLSX":
      return workbook(
        shape.columns.map(({ header }) => header),
        rows(db, accountId, shape, batches),
      );
  }
}

async function* csv(db: Database, accountId: number, { columns, formulaGuard }: Shape, { ids, written }: Batches) {
  yield Buffer.from(
    csvHead(
      columns.map(({ header }) => header),
      formulaGuard,
    ),
  );
  for await (const some of ids)
    written(yield* copyOut(db, exportedLeads(accountId, some, csvCells(columns, formulaGuard)), "csv"));
}

async function* ndjson(db: Database, accountId: number, { columns }: Shape, { ids, written }: Batches) {
  for await (const some of ids) written(yield* copyOut(db, exportedLeads(accountId, some, jsonLine(columns)), "lines"));
}

// A thousand leads of fifty columns are some megabytes of objects.
const rowsAtOnce = 1000;

async function* rows(db: Database, accountId: number, { columns }: Shape, { ids, written }: Batches) {
  for await (const some of ids) {
    for (let start = 0; start < some.length; start += rowsAtOnce) {
      const found = await db.query<object>(
        exportedLeads(accountId, some.slice(start, start + rowsAtOnce), sheetCells(columns)),
      );
      yield found.map((row) => Object.values(row) as unknown[]);
      written(found.length);
    }
  }
}
