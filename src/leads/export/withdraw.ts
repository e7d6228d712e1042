import type { Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { enqueueExport } from "./request.ts";

/**
 * Takes leads that are being deleted out of the exports whose mail has not left yet: a file that is there already is thrown away
 * with its queued mails and written again without them. `selection` is a query for their ids. Exports that were mailed stay as they are.
 */
export async function withdrawFromExports(tx: Tx, accountId: number, selection: Sql): Promise<void> {
  const touched = await tx.query<{ archiveId: number; written: boolean }>(sql`
    with unsent as (
      select archive_id from archive
      where account_id = ${accountId}
        and not exists (
          select from mail where mail.account_id = ${accountId} and mail.archive_id = archive.archive_id and mail.status <> 'QUEUED'
        )
      for update
    ), taken as (
      delete from archive_lead using unsent, (${selection}) as selected (lead_id)
      where archive_lead.account_id = ${accountId} and archive_lead.archive_id = unsent.archive_id and archive_lead.lead_id = selected.lead_id
      returning archive_lead.archive_id
    ), counted as (
      select archive_id, count(*) as taken from taken group by archive_id
    )
    update archive set withdrawn_count = withdrawn_count + counted.taken from counted
    where archive.account_id = ${accountId} and archive.archive_id = counted.archive_id
    returning archive.archive_id as "archiveId", written_at is not null as written
  `);
  for (const { archiveId, written } of touched) {
    if (written) await rewrite(tx, accountId, archiveId);
  }
}

async function rewrite(tx: Tx, accountId: number, archiveId: number): Promise<void> {
  // A mail that is being sent at this moment is locked, and counts as sent.
  const { queued, all } = await tx.one<{ queued: number; all: number }>(sql`
    with free as (
      select mail_id from mail where account_id = ${accountId} and archive_id = ${archiveId} and status = 'QUEUED' for update skip locked
    )
    select (select count(*) from free) as queued, (select count(*) from mail where account_id = ${accountId} and archive_id = ${archiveId}) as all
  `);
  if (queued < all) return;
  await tx.execute(sql`delete from mail where account_id = ${accountId} and archive_id = ${archiveId}`);
  await tx.execute(sql`delete from archive_chunk where account_id = ${accountId} and archive_id = ${archiveId}`);
  await tx.execute(
    sql`update archive set written_at = null where account_id = ${accountId} and archive_id = ${archiveId}`,
  );
  await enqueueExport(tx, accountId, archiveId);
}
