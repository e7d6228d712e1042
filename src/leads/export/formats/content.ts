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
  /** What comes before all rows. */
  head: Buffer;
  /** The rows of leads, written by the database. */
  copy: (leadIds: readonly number[]) => Rows;
}

/** What a file in that format consists of. */
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

/** The file of that head and these rows, made as it is taken. */
export function assembled(
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
