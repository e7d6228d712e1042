import { stringify } from "csv-stringify/sync";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { cellsOf, type NumberedRow } from "../../tables/rows.ts";
import { guardFormula } from "./guarded-cell.ts";
import { storable } from "./keep-file.ts";

export const rejectionReasons = ["INVALID", "DUPLICATE", "DNC"] as const;

/** A row of a load that did not become a lead. */
export interface Rejection {
  rowNumber: number;
  reason: (typeof rejectionReasons)[number];
  message: string;
  cells: string[];
}

/** With the row's phone in E.164: deleting a lead with that phone deletes the row too. */
export type StoredRejection = Omit<Rejection, "cells"> & { row: NumberedRow; phone: string | null };

export async function storeRejections(
  tx: Tx,
  accountId: number,
  actionId: number,
  rejections: readonly StoredRejection[],
  now: Date,
): Promise<void> {
  if (rejections.length === 0) return;
  const rows = rejections.map(({ message, row: [, ...cells], ...rest }) => ({
    ...rest,
    message: storable(message),
    cells: cells.map((cell) => (typeof cell === "string" ? storable(cell) : cell)),
  }));
  await tx.execute(sql`
    insert into load_rejection (account_id, action_id, row_number, reason, message, sparse_cells, phone, rejected_at)
    select ${accountId}, ${actionId}, "rowNumber", reason, message, cells, phone, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as rejected ("rowNumber" bigint, reason text, message text, cells jsonb, phone text)
  `);
}

/** Reads a load's rejected rows with numbers above `after`, in the order of the file. */
export async function readRejections(
  tx: Tx,
  accountId: number,
  actionId: number,
  { after = 0, limit, reason }: { after?: number | undefined; limit: number; reason?: Rejection["reason"] | undefined },
): Promise<Rejection[]> {
  const found = await tx.query<Omit<Rejection, "cells"> & { sparse: NumberedRow }>(sql`
    select row_number as "rowNumber", reason, message, jsonb_build_array(row_number) || coalesce(sparse_cells, to_jsonb(cells)) as sparse
    from load_rejection
    where account_id = ${accountId} and action_id = ${actionId} and row_number > ${after}
      and (${reason ?? null}::text is null or reason = ${reason ?? null})
    order by row_number
    limit ${limit}
  `);
  return found.map(({ sparse, ...rest }) => ({ ...rest, cells: cellsOf(sparse) }));
}

/**
 * Writes a load's rejected rows as CSV (RFC 4180, with a byte order mark): number, reason, message, and the row's
 * cells.
 */
export async function* rejectionsAsCsv(
  tx: Tx,
  accountId: number,
  actionId: number,
  headers: readonly string[],
): AsyncGenerator<string> {
  const line = (rows: string[][], bom = false) => stringify(rows, { bom, record_delimiter: "windows" });
  yield line([["row", "reason", "message", ...headers.map(guardFormula)]], true);
  for (let after = 0; ; ) {
    const rows = await readRejections(tx, accountId, actionId, { after, limit: 1000 });
    if (rows.length > 0)
      yield line(
        rows.map(({ rowNumber, reason, message, cells }) => [
          String(rowNumber),
          reason,
          guardFormula(message),
          ...cells.map(guardFormula),
        ]),
      );
    if (rows.length < 1000) return;
    after = rows.at(-1)?.rowNumber ?? 0;
  }
}
