import type { Database, Tx } from "../../db/database.ts";
import { lock, lockShared } from "../../db/locks.ts";
import { type Sql, sql } from "../../db/sql.ts";

/** Leads per batch. */
const batchSize = 10_000;

/** Adds leads to an archive; `selection` is a query for their ids. Returns how many. */
export async function selectLeads(tx: Tx, accountId: number, archiveId: number, selection: Sql): Promise<number> {
  const { selected } = await tx.one<{ selected: number }>(sql`
    with made as (
      insert into archive_batch (account_id, archive_id, batch_number, first_lead_id, last_lead_id, lead_ids)
      select ${accountId}, ${archiveId}, before.batches + n, min(lead_id), max(lead_id), array_agg(lead_id order by lead_id)
      from (select lead_id, (row_number() over (order by lead_id) - 1) / ${batchSize} as n from (${selection}) as chosen (lead_id)) as numbered,
        (select count(*) as batches from archive_batch where account_id = ${accountId} and archive_id = ${archiveId}) as before
      group by before.batches, n
      returning cardinality(lead_ids) as leads
    )
    select coalesce(sum(leads), 0)::bigint as selected from made
  `);
  await tx.execute(sql`
    update archive set selected_count = selected_count + ${selected} where account_id = ${accountId} and archive_id = ${archiveId}
  `);
  return selected;
}

/** A batch of an archive's leads. */
export interface Batch {
  number: number;
  /** All its rows are stored. */
  isKept: boolean;
}

type ArchiveKey = { accountId: number; archiveId: number };

/** The batches of an archive in the order of lead ids. */
export async function readBatches(db: Tx, { accountId, archiveId }: ArchiveKey): Promise<Batch[]> {
  return db.query<Batch>(sql`
    select batch_number as number, lead_count is not null as "isKept" from archive_batch
    where account_id = ${accountId} and archive_id = ${archiveId}
    order by first_lead_id, batch_number
  `);
}

/** The ids of a batch's leads; none if the archive was removed. */
export async function readLeadIds(
  db: Tx,
  { accountId, archiveId }: ArchiveKey,
  batchNumber: number,
): Promise<number[]> {
  const batch = await db.maybe<{ leadIds: string[] }>(sql`
    select lead_ids as "leadIds" from archive_batch
    where account_id = ${accountId} and archive_id = ${archiveId} and batch_number = ${batchNumber}
  `);
  return (batch?.leadIds ?? []).map(Number);
}

/** Makes awaitDeletions wait until this transaction, which deletes leads, has ended. */
export async function announceDeletion(tx: Tx, accountId: number): Promise<void> {
  await lockShared(tx, "deletions", accountId);
}

/** Waits for deletions in progress, which may not have seen a selection just made. Later deletions see it. */
export async function awaitDeletions(db: Database, accountId: number): Promise<void> {
  await lock(db, "deletions", accountId);
}
