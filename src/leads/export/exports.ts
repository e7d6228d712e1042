import { recordAudit } from "../../accounts/audit/audit.ts";
import type { Caller } from "../../accounts/caller.ts";
import { requireQuota } from "../../accounts/quotas.ts";
import type { Tx } from "../../db/database.ts";
import { placeOf } from "../../db/secrets/stored-secrets.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../search/scope.ts";
import { enqueueExport } from "./enqueue-export.ts";
import { checkRequest, type ExportRequest } from "./export-request.ts";
import { addHours } from "./hours.ts";
import { linkPath } from "./link.ts";

export const exportStatuses = ["QUEUED", "RUNNING", "DONE", "FAILED"] as const;

/** An export that somebody requested, and its progress. */
export interface Export extends ExportRequest {
  id: number;
  status: (typeof exportStatuses)[number];
  encrypted: boolean;
  requestedBy: string;
  createdAt: Date;
  finishedAt: Date | null;
  expiresAt: Date;
  downloadedAt: Date | null;
  /** Leads selected for the file; null before the selection. */
  selected: number | null;
  /** Leads written so far. */
  processed: number;
  /** Leads deleted after they were selected. */
  withdrawn: number;
  fileName: string | null;
  bytes: number | null;
  failure: string | null;
  /** The download path, which needs no sign-in; null until the file is written. */
  path: string | null;
}

const columns = sql`
  archive_id as id, requested_by as "requestedBy", created_at as "createdAt", written_at as "finishedAt", expires_at as "expiresAt",
  downloaded_at as "downloadedAt", case when selected_at is not null then selected_count end as selected,
  processed_count as processed, withdrawn_count as withdrawn, file_name as "fileName", byte_count as bytes, failure, request,
  coalesce((request ->> 'encrypted')::boolean, false) as encrypted,
  case when failure is not null then 'FAILED' when written_at is not null then 'DONE' when selected_at is not null then 'RUNNING' else 'QUEUED' end as status`;

/** Requests an export: a background job selects the leads and writes the file. Refuses a request that is not valid. */
export async function requestExport(
  tx: Tx,
  scope: Scope,
  caller: Caller,
  asked: ExportRequest,
  password: string | undefined,
  now: Date,
): Promise<Export> {
  checkRequest(asked, password, scope);
  const { accountId } = scope;
  const encrypted = password !== undefined;
  await requireQuota(tx, accountId, "exports");
  await requireQuota(tx, accountId, "exportBytes");
  const { id } = await tx.one<{ id: number }>(sql`
    insert into archive (account_id, requested_by, recipients, created_at, expires_at, request)
    values (${accountId}, ${caller.name}, '{}', ${now}, ${addHours(now, asked.hours)}, ${JSON.stringify({ ...asked, encrypted })})
    returning archive_id as id
  `);
  if (password !== undefined) {
    const sealed = tx.secrets.seal(password, placeOf("archive.password", `${accountId}/${id}`));
    await tx.execute(sql`
      update archive set password = ${sealed} where account_id = ${accountId} and archive_id = ${id}
    `);
  }
  await enqueueExport(tx, accountId, id);
  const { criteria, format, zip, columns: chosen } = asked;
  const after = { format, zip, encrypted, criteria, columns: chosen.map(({ field }) => field) };
  await recordAudit(tx, caller, accountId, { type: "CREATE", entity: "Export", id, description: format, after });
  return readExport(tx, accountId, id);
}

/** One export of the account. Refuses ids of other accounts. */
export async function readExport(tx: Tx, accountId: number, id: number): Promise<Export> {
  const found = await tx.maybe<Row>(sql`
    select ${columns} from archive where account_id = ${accountId} and archive_id = ${id} and request is not null
  `);
  if (!found) throw refuse("NOT_FOUND", { what: "export", id });
  return withLink(tx, accountId, found);
}

/** The account's exports that still exist, newest first. `before` is the last id of the previous page. */
export async function listExports(tx: Tx, accountId: number, limit: number, before?: number): Promise<Export[]> {
  const rows = await tx.query<Row>(sql`
    select ${columns} from archive
    where account_id = ${accountId} and request is not null and archive_id < ${before ?? Number.MAX_SAFE_INTEGER}
    order by archive_id desc
    limit ${limit}
  `);
  return Promise.all(rows.map((row) => withLink(tx, accountId, row)));
}

/** Cancels an export in progress, or removes a finished one; its link stops working. */
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
