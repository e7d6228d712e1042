import type { Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { enqueueExport } from "./enqueue-export.ts";
import { dropUnfinished } from "./run.ts";
import { announceDeletion } from "./selection.ts";

/**
 * Withdraws leads being deleted from exports that nobody has received: no mail was sent and no file downloaded. A file
 * that is already written is discarded with its queued mails and written again; only batches with a withdrawn lead are
 * read again. `selection` is a query for the ids. Exports that somebody received stay as they are.
 */
export async function withdrawFromExports(tx: Tx, accountId: number, selection: Sql): Promise<void> {
  await announceDeletion(tx, accountId);
  const touched = await tx.query<{ archiveId: number; written: boolean }>(sql`
    with unsent as (
      select archive_id from archive
      where account_id = ${accountId} and downloaded_at is null
        and not exists (
          select from mail where mail.account_id = ${accountId} and mail.archive_id = archive.archive_id and mail.status <> 'QUEUED'
        )
      for update
    ), going as materialized (
      select lead_id from (${selection}) as selected (lead_id)
    ), met as (
      select archive_batch.* from archive_batch join unsent using (archive_id)
      where account_id = ${accountId} and first_lead_id <= (select max(lead_id) from going) and last_lead_id >= (select min(lead_id) from going)
    ), kept as (
      select archive_id, batch_number, cardinality(lead_ids) as leads,
        array(select id from unnest(lead_ids) as id where id not in (select lead_id from going) order by id) as lead_ids
      from met
    ), taken as (
      update archive_batch set lead_ids = kept.lead_ids, lead_count = null from kept
      where archive_batch.account_id = ${accountId} and archive_batch.archive_id = kept.archive_id
        and archive_batch.batch_number = kept.batch_number and cardinality(kept.lead_ids) < kept.leads
      returning kept.archive_id, kept.leads - cardinality(kept.lead_ids) as leads
    ), counted as (
      select archive_id, sum(leads)::bigint as leads from taken group by archive_id
    )
    update archive set withdrawn_count = withdrawn_count + counted.leads from counted
    where archive.account_id = ${accountId} and archive.archive_id = counted.archive_id
    returning archive.archive_id as "archiveId", written_at is not null as written
  `);
  for (const { archiveId, written } of touched) {
    if (written) await rewrite(tx, accountId, archiveId);
    else await dropUnfinished(tx, accountId, archiveId);
  }
}

async function rewrite(tx: Tx, accountId: number, archiveId: number): Promise<void> {
  // The worker locks a mail while sending it, so a locked mail counts as sent.
  const { queued, all } = await tx.one<{ queued: number; all: number }>(sql`
    with free as (
      select mail_id from mail where account_id = ${accountId} and archive_id = ${archiveId} and status = 'QUEUED' for update skip locked
    )
    select (select count(*) from free) as queued, (select count(*) from mail where account_id = ${accountId} and archive_id = ${archiveId}) as all
  `);
  if (queued < all) return;
  await tx.execute(sql`delete from mail where account_id = ${accountId} and archive_id = ${archiveId}`);
  await dropUnfinished(tx, accountId, archiveId);
  await tx.execute(
    sql`update archive_chunk set first_byte = null where account_id = ${accountId} and archive_id = ${archiveId}`,
  );
  await tx.execute(
    sql`update archive set written_at = null where account_id = ${accountId} and archive_id = ${archiveId}`,
  );
  await enqueueExport(tx, accountId, archiveId);
}
