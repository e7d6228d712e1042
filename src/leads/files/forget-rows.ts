import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";

/** Leads being deleted: the loads that brought them, and all their phones. */
interface DeletedLead {
  loadIds: readonly number[];
  phones: readonly string[];
}

/**
 * Deletes what loads keep about leads being deleted: rejected rows with one of their phones, and every file that
 * contains them. A file that is being loaded expires now, so nobody else can load it, and is deleted once the load is
 * over.
 */
export async function forgetRows(
  tx: Tx,
  accountId: number,
  { loadIds, phones }: DeletedLead,
  now: Date,
): Promise<void> {
  const files = await tx.query<{ leadFileId: number }>(sql`
    with rejected as materialized (
      select action_id, row_number from load_rejection
      where account_id = ${accountId} and phone = any (${phones}::text[])
      order by action_id, row_number
      for update
    ), forgotten as (
      delete from load_rejection using rejected
      where load_rejection.account_id = ${accountId} and load_rejection.action_id = rejected.action_id
        and load_rejection.row_number = rejected.row_number
    )
    select lead_file_id as "leadFileId" from lead_load
    where account_id = ${accountId} and load_id = any (${loadIds}::bigint[]) and lead_file_id is not null
    union
    select lead_file_id from lead_load
    where account_id = ${accountId} and action_id in (select action_id from rejected) and lead_file_id is not null
  `);
  if (files.length === 0) return;
  const ids = files.map(({ leadFileId }) => leadFileId);
  // Waits for requests that are accepting a load of one of these files.
  await tx.query(sql`
    select from lead_file where account_id = ${accountId} and lead_file_id = any (${ids}::bigint[]) order by lead_file_id for update
  `);
  await tx.execute(sql`
    update lead_file set expires_at = least(expires_at, ${now}) where account_id = ${accountId} and lead_file_id = any (${ids}::bigint[])
  `);
  await tx.execute(sql`
    delete from lead_file
    where account_id = ${accountId} and lead_file_id = any (${ids}::bigint[]) and not exists (
      select from lead_load
      join lead_action on lead_action.account_id = lead_load.account_id and lead_action.action_id = lead_load.action_id
      where lead_load.account_id = lead_file.account_id and lead_load.lead_file_id = lead_file.lead_file_id and status = 'RUNNING')
  `);
}
