import { requireQuota } from "../../accounts/quotas.ts";
import type { Context } from "../../context.ts";
import type { Tx } from "../../db/database.ts";
import { tryLock } from "../../db/locks.ts";
import { placeOf } from "../../db/secrets/stored-secrets.ts";
import { sql } from "../../db/sql.ts";
import { Refusal } from "../../errors.ts";
import { sendMail } from "../../mail/send-mail.ts";
import { searchCondition } from "../search/criteria.ts";
import { scopeOf } from "../search/scope.ts";
import { batchRows } from "./batch-rows.ts";
import { enqueueExport } from "./enqueue-export.ts";
import { type ExportRequest, mailedExport } from "./export-request.ts";
import { assembleFile, contentOf } from "./formats/content.ts";
import { zipFile } from "./formats/zip.ts";
import { addHours } from "./hours.ts";
import { linkPath } from "./link.ts";
import { leadExportMail } from "./mail.ts";
import { beginRun, isCurrent, type Run, RunSuperseded } from "./run.ts";
import { awaitDeletions, readBatches, selectLeads } from "./selection.ts";
import { dropRows, placeChunks, storeFile, storeHead } from "./store.ts";

interface Archive {
  accountId: number;
  archiveId: number;
  actionId: number | null;
  accountName: string;
  timeZone: string;
  requestedBy: string;
  recipients: string[];
  /** Null for archives of EMAIL_LEADS. */
  request: ExportRequest | null;
  password: string | null;
  createdAt: Date;
  selectedAt: Date | null;
  writtenAt: Date | null;
  /** Whether its account is closed. */
  isClosed: boolean;
  /** The status of the action; null if there is none. */
  status: string | null;
}

type WriterContext = Pick<Context, "db" | "clock" | "publicUrl">;

interface Attempt {
  signal: AbortSignal;
  lastAttempt?: boolean;
}

// A lead may have 64 KiB of extended data alone, so more leads than this may not fit into 4 GB.
const manyLeads = 20_000;

/**
 * Writes an archive's file, then queues its mails. Each chunk is stored by itself and counts only once its batch, and
 * then the archive, is marked. So no statement holds locks for long, and after an interruption the next run reads only
 * the batches that are not finished. Each lead is in the file as it was when its batch was read. Returns false if
 * another run holds the archive.
 */
export async function writeExport(
  context: WriterContext,
  accountId: number,
  archiveId: number,
  { signal, lastAttempt = false }: Attempt,
): Promise<boolean> {
  return context.db.transaction(async (holding) => {
    if (!(await tryLock(holding, "exportFile", `${accountId}/${archiveId}`))) return false;
    const archive = await readArchive(context.db, accountId, archiveId);
    // Once the account is open again, its exports are enqueued again.
    if (!archive || archive.writtenAt || archive.isClosed) return true;
    if (archive.status === "RUNNING") {
      await enqueueExport(context.db, accountId, archiveId, new Date(context.clock().getTime() + 1000));
    } else if (archive.status === "CANCELLED" || archive.status === "FAILED") {
      await dropArchive(context.db, accountId, archiveId);
    } else {
      await write(context, archive, signal).catch((error: unknown) =>
        handleFailure(context, archive, error, signal, lastAttempt),
      );
    }
    return true;
  });
}

async function readArchive(tx: Tx, accountId: number, archiveId: number): Promise<Archive | undefined> {
  return tx.maybe<Archive>(sql`
    select archive.account_id as "accountId", archive_id as "archiveId", archive.action_id as "actionId", account_name as "accountName",
      time_zone as "timeZone", archive.requested_by as "requestedBy", recipients, request, password, archive.created_at as "createdAt",
      selected_at as "selectedAt", written_at as "writtenAt", closed_at is not null as "isClosed", status
    from archive
    join account using (account_id)
    left join lead_action on lead_action.account_id = archive.account_id and lead_action.action_id = archive.action_id
    where archive.account_id = ${accountId} and archive_id = ${archiveId} and archive.failure is null
  `);
}

async function write(context: WriterContext, archive: Archive, signal: AbortSignal): Promise<void> {
  const { db } = context;
  const { accountId, archiveId } = archive;
  if (archive.request && !archive.selectedAt) await selectMatching(context, archive, archive.request);
  await awaitDeletions(db, accountId);
  const run = await beginRun(db, accountId, archiveId);
  const shape = archive.request ?? mailedExport;
  const { format, zip } = shape;
  const name = `leads-${archive.createdAt.toISOString().slice(0, 10)}-${archiveId}`;
  const inside = `${name}.${format.toLowerCase()}`;
  const { head, copy } = await contentOf(db, accountId, shape);
  const batches = await readBatches(db, run);
  // A ZIP archive or a workbook is made in one pass over all rows: stored ones of earlier runs, and new ones as they
  // come.
  if (zip || format === "XLSX") {
    await using rows = batchRows(db, run, batches, { copy, compressed: true, signal });
    const plain = assembleFile(format, head, rows);
    const file = zip
      ? zipFile(inside, plain, {
          at: archive.createdAt,
          password: passwordOf(db, archive),
          large: run.selected > manyLeads,
        })
      : plain;
    await storeFile(db, run, file);
    await finish(context, archive, run, zip ? `${name}.zip` : inside, dropRows);
  } else {
    const missing = batches.filter(({ isKept }) => !isKept);
    await storeHead(db, run, head);
    for await (const _ of batchRows(db, run, missing, { copy, compressed: false, signal }));
    await finish(context, archive, run, inside, placeChunks);
  }
}

/** The password of the file, if it is encrypted. */
function passwordOf({ secrets }: Tx, { accountId, archiveId, password }: Archive): string | undefined {
  return password === null
    ? undefined
    : secrets.open(password, placeOf("archive.password", `${accountId}/${archiveId}`));
}

/** Stores the ids of the leads that meet the criteria now. */
async function selectMatching(
  { db, clock }: WriterContext,
  { accountId, archiveId }: Archive,
  { criteria }: ExportRequest,
): Promise<void> {
  const condition = searchCondition(criteria, await scopeOf(db, accountId));
  await db.transaction(async (tx) => {
    await selectLeads(tx, accountId, archiveId, sql`select lead_id from lead where ${condition}`);
    await tx.execute(
      sql`update archive set selected_at = ${clock()} where account_id = ${accountId} and archive_id = ${archiveId}`,
    );
  });
}

/**
 * Marks the archive as written and queues its mails. `settle` leaves only the chunks of the file, with their offsets.
 */
async function finish(
  context: WriterContext,
  archive: Archive,
  run: Run,
  fileName: string,
  settle: (tx: Tx, run: Run) => Promise<void>,
): Promise<void> {
  const { accountId, archiveId } = archive;
  const now = context.clock();
  const expiresAt = addHours(now, (archive.request ?? mailedExport).hours);
  await context.db.transaction(async (tx) => {
    const marked = await tx.execute(sql`
      update archive set written_at = ${now}, expires_at = ${expiresAt}, file_name = ${fileName}, lead_count = processed_count
      where ${isCurrent(run)}
    `);
    if (marked === 0) throw new RunSuperseded();
    await settle(tx, run);
    const counted = await tx.one<{ leads: number; bytes: number }>(sql`
      update archive set byte_count = (
        select coalesce(sum(octet_length(bytes)), 0) from archive_chunk where account_id = ${accountId} and archive_id = ${archiveId}
      )
      where account_id = ${accountId} and archive_id = ${archiveId}
      returning lead_count as leads, byte_count as bytes
    `);
    // A mail that was accepted is sent; its archive expires in a day.
    if (archive.recipients.length === 0) return await requireQuota(tx, accountId, "exportBytes", 0);
    const mail = leadExportMail({
      ...archive,
      ...counted,
      selectedCount: run.selected,
      campaigns: await campaignsOf(tx, archive),
      fileName,
      link: context.publicUrl() + (await linkPath(tx, accountId, archiveId, expiresAt)),
      expiresAt,
    });
    for (const to of archive.recipients) {
      await sendMail(tx, { ...mail, accountId, to, now, archiveId, actionId: archive.actionId });
    }
  });
}

/** The number of an archive's leads in each campaign. */
async function campaignsOf(tx: Tx, { accountId, archiveId }: Archive): Promise<Map<string, number>> {
  const counts = await tx.query<{ name: string; leads: number }>(sql`
    select coalesce(campaign_name, 'campaign ' || lead.campaign_id) as name, count(*) as leads
    from archive_batch, unnest(lead_ids) as chosen
    join lead on lead.account_id = ${accountId} and lead.lead_id = chosen
    left join campaign on campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id
    where archive_batch.account_id = ${accountId} and archive_id = ${archiveId}
    group by 1
  `);
  return new Map(counts.map(({ name, leads }) => [name, leads]));
}

/**
 * Handles a failed run: enqueues another one if this one was superseded, ignores it if the archive is gone, and
 * otherwise throws so that the job is retried. The last attempt of a requested export is stored as its failure.
 */
async function handleFailure(
  { db }: WriterContext,
  { accountId, archiveId, request }: Archive,
  error: unknown,
  signal: AbortSignal,
  lastAttempt: boolean,
): Promise<void> {
  const there = await db.maybe(sql`select from archive where account_id = ${accountId} and archive_id = ${archiveId}`);
  if (!there) return;
  if (error instanceof RunSuperseded) return enqueueExport(db, accountId, archiveId);
  const isRefused = error instanceof Refusal && error.code === "QUOTA_REACHED";
  if (!(lastAttempt || isRefused) || signal.aborted || !request) throw error;
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      update archive set failure = ${error instanceof Error ? error.message : String(error)}, password = null
      where account_id = ${accountId} and archive_id = ${archiveId}
    `);
    await tx.execute(sql`delete from archive_chunk where account_id = ${accountId} and archive_id = ${archiveId}`);
  });
}

/** Removes an archive with all its batches and chunks. */
async function dropArchive(tx: Tx, accountId: number, archiveId: number): Promise<void> {
  await tx.execute(sql`delete from archive where account_id = ${accountId} and archive_id = ${archiveId}`);
}

/** Removes archives whose links have expired. Returns how many. */
export async function dropExpiredArchives(db: Tx, now: Date): Promise<number> {
  return db.execute(sql`delete from archive where expires_at <= ${now}`);
}
