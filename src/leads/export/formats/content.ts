import { copyOut } from "../../../db/copy-out.ts";
import type { Database } from "../../../db/database.ts";
import { sql } from "../../../db/sql.ts";
import type { Rows } from "../batch-rows.ts";
import type { ExportRequest } from "../export-request.ts";
import { exportedLeads } from "./columns.ts";
import { csvCells, csvHead } from "./csv.ts";
import { jsonLine } from "./ndjson.ts";
import { headRow, sheetRow, workbook } from "./xlsx.ts";

interface Content {
  /** What precedes all rows. */
  head: Buffer;
  /** Has the database write the rows of these leads. */
  copy: (leadIds: readonly number[]) => Rows;
}

/** The head and the rows of a file in this format. */
export async function contentOf(
  db: Database,
  accountId: number,
  { columns, format, formulaGuard }: Pick<ExportRequest, "columns" | "format" | "formulaGuard">,
): Promise<Content> {
  const headers = columns.map(({ header }) => header);
  switch (format) {
    case "CSV":
      return {
        head: Buffer.from(csvHead(headers, formulaGuard)),
        copy: (ids) => copyOut(db, exportedLeads(accountId, ids, csvCells(columns, formulaGuard)), "csv"),
      };
    case "NDJSON":
      return {
        head: Buffer.alloc(0),
        copy: (ids) => copyOut(db, exportedLeads(accountId, ids, jsonLine(columns)), "lines"),
      };
    case "XLSX":
      return {
        head: Buffer.concat(await Array.fromAsync(copyOut(db, sql`select ${headRow(headers)}`, "lines"))),
        copy: (ids) => copyOut(db, exportedLeads(accountId, ids, sheetRow(columns)), "lines"),
      };
  }
}

/** The file made of the head and the rows, as a stream. */
export function assembleFile(
  format: ExportRequest["format"],
  head: Buffer,
  rows: AsyncIterable<Buffer>,
): AsyncIterable<Uint8Array> {
  return format === "XLSX" ? workbook(head, rows) : oneAfterTheOther(head, rows);
}

async function* oneAfterTheOther(head: Buffer, rows: AsyncIterable<Buffer>) {
  yield head;
  yield* rows;
}
