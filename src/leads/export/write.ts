import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { House } from "../../house.ts";
import { sendMail } from "../../mail/send-mail.ts";
import { exportedLeads, header } from "./columns.ts";
import { csv } from "./csv.ts";
import { lifetime } from "./lifetime.ts";
import { linkPath } from "./link.ts";
import { leadExportMail } from "./mail.ts";
import { enqueueExport } from "./request.ts";
import { zipped } from "./zip.ts";

const batch = 1000;

interface Archive {
  actionId: number | null;
  accountName: string;
  timeZone: string;
  requestedBy: string;
  recipients: string[];
  selectedCount: number;
  withdrawnCount: number;
  createdAt: Date;
  writtenAt: Date | null;
  /** Of the action; null where there is none. */
  status: string | null;
}

type Surroundings = Pick<House, "db" | "clock" | "publicUrl">;

/**
 * Writes an archive's file, then queues its mails. Pieces are written one by one and count only once the archive is marked as written, so no
 * transaction is open for long; a run that breaks off is begun again from the start. Returns false when another run is at it.
 */
export async function writeExport(
  house: Surroundings,
  accountId: number,
  archiveId: number,
  signal: AbortSignal,
): Promise<boolean> {
  return house.db.transaction(async (lock) => {
    const { locked } = await lock.one<{ locked: boolean }>(sql`
      select pg_try_advisory_xact_lock(hashtextextended(${`archive ${accountId} ${archiveId}`}, 0)) as locked
    `);
    if (!locked) return false;
    const archive = await readArchive(house.db, accountId, archiveId);
    if (!archive || archive.writtenAt) return true;
    if (archive.status === "RUNNING") {
      await enqueueExport(house.db, accountId, archiveId, new Date(house.clock().getTime() + 1000));
    } else if (archive.status === "CANCELLED" || archive.status === "FAILED") {
      await dropArchive(house.db, accountId, archiveId);
    } else {
      await write(house, accountId, archiveId, archive, signal);
    }
    return true;
  });
}

async function readArchive(tx: Tx, accountId: number, archiveId: number): Promise<Archive | undefined> {
  return tx.maybe<Archive>(sql`
    select archive.action_id as "actionId", account_name as "accountName", time_zone as "timeZone",
      archive.requested_by as "requestedBy", recipients, selected_count as "selectedCount", withdrawn_count as "withdrawnCount",
      archive.created_at as "createdAt", written_at as "writtenAt", status
    from archive
    join account using (account_id)
    left join lead_action on lead_action.account_id = archive.account_id and lead_action.action_id = archive.action_id
    where archive.account_id = ${accountId} and archive_id = ${archiveId}
  `);
}

async function write(
  house: Surroundings,
  accountId: number,
  archiveId: number,
  archive: Archive,
  signal: AbortSignal,
): Promise<void> {
  const { db } = house;
  await db.execute(sql`delete from archive_chunk where account_id = ${accountId} and archive_id = ${archiveId}`);
  const name = `leads-${archive.createdAt.toISOString().slice(0, 10)}-${archiveId}`;
  const campaigns = new Map<string, number>();
  let leads = 0;
  async function* batches() {
    for (let after = 0; ; ) {
      signal.throwIfAborted();
      const found = await db.query<{ leadId: number; campaignId: number; campaignName: string | null }>(
        exportedLeads(accountId, archiveId, after, batch),
      );
      for (const row of found) {
        const campaign = row.campaignName ?? `campaign ${row.campaignId}`;
        campaigns.set(campaign, (campaigns.get(campaign) ?? 0) + 1);
        after = row.leadId;
      }
      leads += found.length;
      yield found;
      if (found.length < batch) return;
    }
  }
  let chunks = 0;
  let bytes = 0;
  for await (const chunk of zipped(`${name}.csv`, csv(header, batches()), archive.createdAt)) {
    await db.execute(sql`
      insert into archive_chunk (account_id, archive_id, chunk_number, bytes) values (${accountId}, ${archiveId}, ${chunks++}, ${chunk})
    `);
    bytes += chunk.length;
  }

  const now = house.clock();
  const expiresAt = new Date(now.getTime() + lifetime);
  await db.transaction(async (tx) => {
    const marked = await tx.execute(sql`
      update archive set written_at = ${now}, expires_at = ${expiresAt}, file_name = ${`${name}.zip`}, lead_count = ${leads}, byte_count = ${bytes}
      where account_id = ${accountId} and archive_id = ${archiveId} and withdrawn_count = ${archive.withdrawnCount}
    `);
    // Leads were deleted while the file was being written, and are in it.
    if (marked === 0) return enqueueExport(tx, accountId, archiveId);
    const content = leadExportMail({
      ...archive,
      campaigns,
      leads,
      bytes,
      fileName: `${name}.zip`,
      link: house.publicUrl() + (await linkPath(tx, accountId, archiveId, expiresAt)),
      expiresAt,
    });
    for (const to of archive.recipients) {
      await sendMail(tx, { ...content, accountId, to, now, archiveId, actionId: archive.actionId });
    }
  });
}

/** Removes an archive with everything of it. */
async function dropArchive(tx: Tx, accountId: number, archiveId: number): Promise<void> {
  await tx.execute(sql`delete from archive_lead where account_id = ${accountId} and archive_id = ${archiveId}`);
  await tx.execute(sql`delete from archive where account_id = ${accountId} and archive_id = ${archiveId}`);
}

/** Removes the archives whose links have stopped working. Returns how many. */
export async function dropExpiredArchives(db: Tx, now: Date): Promise<number> {
  const expired = await db.query<{ accountId: number; archiveId: number }>(sql`
    select account_id as "accountId", archive_id as "archiveId" from archive where expires_at <= ${now}
  `);
  for (const { accountId, archiveId } of expired) await dropArchive(db, accountId, archiveId);
  return expired.length;
}
