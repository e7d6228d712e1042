import { recordAudit } from "../../accounts/audit.ts";
import type { Caller } from "../../accounts/caller.ts";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../search/scope.ts";
import { enqueueExport } from "./enqueue-export.ts";
import { checkAsked, type ExportRequest } from "./export-request.ts";
import { hours } from "./hours.ts";
import { linkPath } from "./link.ts";

export const exportStatuses = ["QUEUED", "RUNNING", "DONE", "FAILED"] as const;

/** An export that somebody asked for, and how far it is. */
export interface Export extends ExportRequest {
  id: number;
  status: (typeof exportStatuses)[number];
  encrypted: boolean;
  requestedBy: string;
  createdAt: Date;
  finishedAt: Date | null;
  expiresAt: Date;
  downloadedAt: Date | null;
  /** Leads it is to hold; null while they are not selected yet. */
  selected: number | null;
  /** Leads that are in the file so far. */
  processed: number;
  /** Leads that were deleted after they had been selected. */
  withdrawn: number;
  fileName: string | null;
  bytes: number | null;
  failure: string | null;
  /** Path of the file, without sign-in; null while there is none. */
  path: string | null;
}

const columns = sql`
  archive_id as id, requested_by as "requestedBy", created_at as "createdAt", written_at as "finishedAt", expires_at as "expiresAt",
  downloaded_at as "downloadedAt", case when selected_at is not null then selected_count end as selected,
  processed_count as processed, withdrawn_count as withdrawn, file_name as "fileName", byte_count as bytes, failure, request,
  coalesce((request ->> 'encrypted')::boolean, false) as encrypted,
  case when failure is not null then 'FAILED' when written_at is not null then 'DONE' when selected_at is not null then 'RUNNING' else 'QUEUED' end as status`;

/** Has the leads that meet the criteria written to a file, in the background. Refuses what cannot be read of the request. */
export async function requestExport(
  tx: Tx,
  scope: Scope,
  caller: Caller,
  asked: ExportRequest,
  password: string | undefined,
  now: Date,
): Promise<Export> {
  checkAsked(asked, password, scope);
  const { accountId } = scope;
  const encrypted = password !== undefined;
  const { id } = await tx.one<{ id: number }>(sql`
    insert into archive (account_id, requested_by, recipients, created_at, expires_at, request, password)
    values (${accountId}, ${caller.name}, '{}', ${now}, ${hours(now, asked.hours)}, ${JSON.stringify({ ...asked, encrypted })}, ${password ?? null})
    returning archive_id as id
  `);
  await enqueueExport(tx, accountId, id);
  const { criteria, format, zip, columns: chosen } = asked;
  const after = { format, zip, encrypted, criteria, columns: chosen.map(({ field }) => field) };
  await recordAudit(tx, caller, accountId, { type: "CREATE", entity: "Export", id, description: format, after });
  return readExport(tx, accountId, id);
}

/** One export of the account; refuses ids of others. */
export async function readExport(tx: Tx, accountId: number, id: number): Promise<Export> {
  const found = await tx.maybe<Row>(sql`
    select ${columns} from archive where account_id = ${accountId} and archive_id = ${id} and request is not null
  `);
  if (!found) throw refuse("NOT_FOUND", { what: "export", id });
  return withLink(tx, accountId, found);
}

/** The account's exports that are still kept, newest first; `before` is the id the last page ended with. */
export async function listExports(tx: Tx, accountId: number, limit: number, before?: number): Promise<Export[]> {
  const rows = await tx.query<Row>(sql`
    select ${columns} from archive
    where account_id = ${accountId} and request is not null and archive_id < ${before ?? Number.MAX_SAFE_INTEGER}
    order by archive_id desc
    limit ${limit}
  `);
  return Promise.all(rows.map((row) => withLink(tx, accountId, row)));
}

/** Cancels an export that is being written, and removes one that is: its link stops working. */
export async function deleteExport(tx: Tx, caller: Caller, accountId: number, id: number): Promise<void> {
  const { format } = await readExport(tx, accountId, id);
  await tx.execute(sql`delete from archive where account_id = ${accountId} and archive_id = ${id}`);
  await recordAudit(tx, caller, accountId, { type: "DELETE", entity: "Export", id, description: format });
}

type Row = Omit<Export, keyof ExportRequest | "path"> & { request: ExportRequest };

async function withLink(tx: Tx, accountId: number, { request, ...row }: Row): Promise<Export> {
  const path = row.status === "DONE" ? await linkPath(tx, accountId, row.id, row.expiresAt) : null;
  return { ...row, ...request, path };
}
