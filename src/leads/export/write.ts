import type { Tx } from "../../db/database.ts";
import { tryLock } from "../../db/locks.ts";
import { sql } from "../../db/sql.ts";
import type { House } from "../../house.ts";
import { sendMail } from "../../mail/send-mail.ts";
import { searchCondition } from "../criteria.ts";
import { scopeOf } from "../scope.ts";
import { type Asked, mailed } from "./asked.ts";
import { content } from "./content.ts";
import { hours } from "./hours.ts";
import { linkPath } from "./link.ts";
import { leadExportMail } from "./mail.ts";
import { enqueueExport } from "./request.ts";
import { awaitDeletions, selectedBatches, selectLeads } from "./selection.ts";
import { store } from "./store.ts";
import { zipped } from "./zip.ts";

interface Archive {
  accountId: number;
  archiveId: number;
  actionId: number | null;
  accountName: string;
  timeZone: string;
  requestedBy: string;
  recipients: string[];
  /** Null: it is mailed. */
  request: Asked | null;
  password: string | null;
  createdAt: Date;
  selectedAt: Date | null;
  writtenAt: Date | null;
  /** Of the action; null where there is none. */
  status: string | null;
}

type Surroundings = Pick<House, "db" | "clock" | "publicUrl">;

interface Attempt {
  signal: AbortSignal;
  lastAttempt?: boolean;
}

/** The archive was removed, or leads of it were deleted, while it was being written. */
class Overtaken extends Error {}

// A lead may have 64,000 characters of extended data alone; more of them than these may not fit into 4 GB.
const manyLeads = 20_000;

/**
 * Writes an archive's file, then queues its mails. Pieces are written one by one and count only once the archive is marked as written, so no
 * transaction is open for long; a run that breaks off is begun again from the start. Every lead is in the file as it was when its turn came.
 * Returns false when another run is at it.
 */
export async function writeExport(
  house: Surroundings,
  accountId: number,
  archiveId: number,
  { signal, lastAttempt = false }: Attempt,
): Promise<boolean> {
  return house.db.transaction(async (holding) => {
    if (!(await tryLock(holding, "exportFile", `${accountId}/${archiveId}`))) return false;
    const archive = await readArchive(house.db, accountId, archiveId);
    if (!archive || archive.writtenAt) return true;
    if (archive.status === "RUNNING") {
      await enqueueExport(house.db, accountId, archiveId, new Date(house.clock().getTime() + 1000));
    } else if (archive.status === "CANCELLED" || archive.status === "FAILED") {
      await dropArchive(house.db, accountId, archiveId);
    } else {
      await write(house, archive, signal).catch((error: unknown) =>
        afterwards(house, archive, error, signal, lastAttempt),
      );
    }
    return true;
  });
}

async function readArchive(tx: Tx, accountId: number, archiveId: number): Promise<Archive | undefined> {
  return tx.maybe<Archive>(sql`
    select archive.account_id as "accountId", archive_id as "archiveId", archive.action_id as "actionId", account_name as "accountName",
      time_zone as "timeZone", archive.requested_by as "requestedBy", recipients, request, password, archive.created_at as "createdAt",
      selected_at as "selectedAt", written_at as "writtenAt", status
    from archive
    join account using (account_id)
    left join lead_action on lead_action.account_id = archive.account_id and lead_action.action_id = archive.action_id
    where archive.account_id = ${accountId} and archive_id = ${archiveId} and archive.failure is null
  `);
}

async function write(house: Surroundings, archive: Archive, signal: AbortSignal): Promise<void> {
  const { db } = house;
  const { accountId, archiveId } = archive;
  if (archive.request && !archive.selectedAt) await select(house, archive, archive.request);
  await awaitDeletions(db, accountId);
  const { selected, withdrawn } = await beginAnew(db, archive);
  const shape = archive.request ?? mailed;
  let leads = 0;
  const ids = async function* () {
    for await (const batch of selectedBatches(db, accountId, archiveId)) {
      signal.throwIfAborted();
      await report(db, archive, leads, withdrawn);
      yield batch;
    }
  };
  const name = `leads-${archive.createdAt.toISOString().slice(0, 10)}-${archiveId}`;
  const inside = `${name}.${shape.format.toLowerCase()}`;
  const plain = content(db, accountId, shape, {
    ids: ids(),
    written: (count) => {
      leads += count;
    },
  });
  const file = shape.zip
    ? zipped(inside, plain, {
        at: archive.createdAt,
        password: archive.password ?? undefined,
        large: selected > manyLeads,
      })
    : plain;
  const bytes = await store(db, accountId, archiveId, file);
  await finish(house, archive, { name: shape.zip ? `${name}.zip` : inside, leads, bytes, selected, withdrawn });
}

/** Writes down which leads meet the criteria now. */
async function select(
  { db, clock }: Surroundings,
  { accountId, archiveId }: Archive,
  { criteria }: Asked,
): Promise<void> {
  const condition = searchCondition(criteria, await scopeOf(db, accountId));
  await db.transaction(async (tx) => {
    await selectLeads(tx, accountId, archiveId, sql`select lead_id from lead where ${condition}`);
    await tx.execute(
      sql`update archive set selected_at = ${clock()} where account_id = ${accountId} and archive_id = ${archiveId}`,
    );
  });
}

async function beginAnew(db: Tx, { accountId, archiveId }: Archive): Promise<{ selected: number; withdrawn: number }> {
  await db.execute(sql`delete from archive_chunk where account_id = ${accountId} and archive_id = ${archiveId}`);
  const begun = await db.maybe<{ selected: number; withdrawn: number }>(sql`
    update archive set processed_count = 0 where account_id = ${accountId} and archive_id = ${archiveId}
    returning selected_count as selected, withdrawn_count as withdrawn
  `);
  if (!begun) throw new Overtaken();
  return begun;
}

/** Says how far the file is, and gives up where it is not wanted so any more. */
async function report(db: Tx, { accountId, archiveId }: Archive, leads: number, withdrawn: number): Promise<void> {
  const reported = await db.execute(sql`
    update archive set processed_count = ${leads}
    where account_id = ${accountId} and archive_id = ${archiveId} and withdrawn_count = ${withdrawn}
  `);
  if (reported === 0) throw new Overtaken();
}

interface File {
  name: string;
  leads: number;
  bytes: number;
  selected: number;
  /** Leads that had been withdrawn when it was begun. */
  withdrawn: number;
}

async function finish(
  house: Surroundings,
  archive: Archive,
  { name, leads, bytes, selected, withdrawn }: File,
): Promise<void> {
  const { accountId, archiveId } = archive;
  const now = house.clock();
  const expiresAt = hours(now, (archive.request ?? mailed).hours);
  await house.db.transaction(async (tx) => {
    const marked = await tx.execute(sql`
      update archive
      set written_at = ${now}, expires_at = ${expiresAt}, file_name = ${name}, lead_count = ${leads}, processed_count = ${leads},
        byte_count = ${bytes}
      where account_id = ${accountId} and archive_id = ${archiveId} and withdrawn_count = ${withdrawn}
    `);
    if (marked === 0) throw new Overtaken();
    if (archive.recipients.length === 0) return;
    const mail = leadExportMail({
      ...archive,
      selectedCount: selected,
      campaigns: await campaignsOf(tx, archive),
      leads,
      bytes,
      fileName: name,
      link: house.publicUrl() + (await linkPath(tx, accountId, archiveId, expiresAt)),
      expiresAt,
    });
    for (const to of archive.recipients) {
      await sendMail(tx, { ...mail, accountId, to, now, archiveId, actionId: archive.actionId });
    }
  });
}

/** How many of an archive's leads are in each campaign. */
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

/** After a run that did not come to its end: it is begun again, unless the archive is gone or it was the last attempt. */
async function afterwards(
  { db }: Surroundings,
  { accountId, archiveId, request }: Archive,
  error: unknown,
  signal: AbortSignal,
  lastAttempt: boolean,
): Promise<void> {
  const there = await db.maybe(sql`select from archive where account_id = ${accountId} and archive_id = ${archiveId}`);
  if (!there) return;
  if (error instanceof Overtaken) return enqueueExport(db, accountId, archiveId);
  if (!lastAttempt || signal.aborted || !request) throw error;
  await db.execute(sql`
    update archive set failure = ${error instanceof Error ? error.message : String(error)}, password = null
    where account_id = ${accountId} and archive_id = ${archiveId}
  `);
}

/** Removes an archive with everything of it. */
async function dropArchive(tx: Tx, accountId: number, archiveId: number): Promise<void> {
  await tx.execute(sql`delete from archive where account_id = ${accountId} and archive_id = ${archiveId}`);
}

/** Removes the archives whose links have stopped working. Returns how many. */
export async function dropExpiredArchives(db: Tx, now: Date): Promise<number> {
  return db.execute(sql`delete from archive where expires_at <= ${now}`);
}
