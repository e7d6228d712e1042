import { type Actor, recordAudit } from "../../accounts/audit/audit.ts";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Encoding } from "../../tables/encoding.ts";

/** The delimiter of each text file type. */
export const delimiters = { COMMA: ",", PIPE: "|", TAB: "\t", SEMICOLON: ";" } as const;
export const fileTypes = ["COMMA", "PIPE", "TAB", "SEMICOLON", "EXCEL"] as const;
export type FileType = (typeof fileTypes)[number];

/** A row of the preview: its number, and all its cells. */
export type PreviewRow = [number: number, ...cells: string[]];

/** A sheet of a file. Files other than workbooks have one sheet. */
export interface FileSheet {
  /** From 1. */
  number: number;
  name: string;
  /** Non-blank rows, including headers. */
  rowCount: number;
  /** Columns in the widest row. */
  width: number;
  /** The first 25 rows with their numbers; cells are cut to 200 characters. */
  first: PreviewRow[];
}

/** An uploaded file of leads. Its rows can be loaded until it expires. */
export interface LeadFile {
  accountId: number;
  leadFileId: number;
  fileName: string;
  fileType: FileType;
  quoteCharacter: string | null;
  encoding: Encoding | null;
  byteCount: number;
  rowCount: number;
  sheets: FileSheet[];
  uploadedBy: string;
  createdAt: Date;
  expiresAt: Date;
}

const columns = sql`
  account_id as "accountId", lead_file_id as "leadFileId", file_name as "fileName", file_type as "fileType",
  quote_character as "quoteCharacter", encoding, byte_count as "byteCount", row_count as "rowCount", sheets,
  uploaded_by as "uploadedBy", created_at as "createdAt", expires_at as "expiresAt"`;

/** Reads a file. Refuses one that does not exist, is not fully stored, or has expired. */
export async function readLeadFile(tx: Tx, accountId: number, leadFileId: number, now: Date): Promise<LeadFile> {
  const file = await tx.maybe<LeadFile>(sql`
    select ${columns} from lead_file
    where account_id = ${accountId} and lead_file_id = ${leadFileId} and sheets is not null and expires_at > ${now}
  `);
  if (!file) throw refuse("LEAD_FILE_NOT_FOUND", { id: leadFileId });
  return file;
}

/** Until the transaction ends, nobody can drop the file, and other requests to load it wait. */
export async function holdLeadFile(tx: Tx, accountId: number, leadFileId: number): Promise<void> {
  await tx.query(sql`
    select from lead_file where account_id = ${accountId} and lead_file_id = ${leadFileId} for no key update
  `);
}

/** Characters of the previews of listed files, after which the sheets of older files are left out. */
const mostListed = 16 * 1024 * 1024;

/** The files that have not expired, newest first; at most 1,000. Only the first 16 MB of previews are included. */
export async function listLeadFiles(tx: Tx, accountId: number, now: Date): Promise<LeadFile[]> {
  return await tx.query<LeadFile>(sql`
    with found as (
      select * from lead_file
      where account_id = ${accountId} and sheets is not null and expires_at > ${now}
      order by lead_file_id desc
      limit 1000
    ), measured as (
      select lead_file_id, sum(length(sheets::text)) over (order by lead_file_id desc) as listed from found
    )
    select ${columns} from (
      select found.account_id, lead_file_id, file_name, file_type, quote_character, encoding, byte_count, row_count,
        case when listed <= ${mostListed} then sheets else '[]' end as sheets, uploaded_by, created_at, expires_at
      from found join measured using (lead_file_id)
    ) as lead_file
    order by lead_file_id desc
  `);
}

/** Deletes a file. Refuses if a running load reads it. */
export async function dropLeadFile(tx: Tx, actor: Actor, accountId: number, leadFileId: number): Promise<void> {
  await tx.query(sql`
    select from lead_file where account_id = ${accountId} and lead_file_id = ${leadFileId} for update
  `);
  const load = await tx.maybe<{ actionId: number }>(sql`
    select lead_action.action_id as "actionId" from lead_load
    join lead_action on lead_action.account_id = lead_load.account_id and lead_action.action_id = lead_load.action_id
    where lead_load.account_id = ${accountId} and lead_file_id = ${leadFileId} and status = 'RUNNING'
    limit 1
  `);
  if (load)
    throw refuse("CONFLICT", {
      what: "Lead file",
      id: leadFileId,
      reason: `is being loaded by action ${load.actionId}`,
    });
  const dropped = await tx.maybe<{ fileName: string; rowCount: number | null }>(sql`
    delete from lead_file where account_id = ${accountId} and lead_file_id = ${leadFileId}
    returning file_name as "fileName", row_count as "rowCount"
  `);
  if (!dropped) throw refuse("LEAD_FILE_NOT_FOUND", { id: leadFileId });
  const change = { type: "DELETE", entity: "LeadFile", id: leadFileId, description: dropped.fileName } as const;
  await recordAudit(tx, actor, accountId, { ...change, before: dropped });
}

/** Days for which rejected rows can be fetched. */
const rejectionDays = 30;

/** Deletes expired files, unless they are being loaded, and old rejected rows. Returns the number of files. */
export async function dropExpiredFiles(db: Tx, now: Date): Promise<number> {
  const since = new Date(now.getTime() - rejectionDays * 24 * 60 * 60 * 1000);
  await db.execute(sql`delete from load_rejection where rejected_at < ${since}`);
  return await db.execute(sql`
    delete from lead_file
    where expires_at <= ${now} and not exists (
      select from lead_load
      join lead_action on lead_action.account_id = lead_load.account_id and lead_action.action_id = lead_load.action_id
      where lead_load.account_id = lead_file.account_id and lead_load.lead_file_id = lead_file.lead_file_id and status = 'RUNNING')
  `);
}
