import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { campaignByKey, entryOfLead, isWaiting, leadByKey } from "./entry.ts";
import { entriesToWrite, upsertEntries } from "./queue-changed.ts";

// Look back this far: a transaction may commit, a while after, a time that was near when it wrote it.
const lookBack = "10 seconds";
// A refill is faster than queueing more leads than this one by one.
const maxLeads = 2000;
const limit = sql`2000`;

/**
 * Queues the leads of these campaigns that have become due since this last ran: by their next dial time, by their
 * callback's time, or because a do-not-call entry expired. Skips campaigns on which another transaction is doing this.
 */
export async function queueDueLeads(
  tx: Tx,
  accountId: number,
  campaignIds: readonly number[],
  now: Date,
): Promise<void> {
  const due = await tx.query<{ campaignId: number; since: Date }>(sql`
    with due as (
      select campaign_id from dial_queue_fill
      where account_id = ${accountId} and campaign_id = any (${campaignIds}::bigint[]) and filled_changes is not null and covered_until < ${now}
      order by campaign_id
      for update skip locked
    )
    update dial_queue_fill set covered_until = ${now}
    from due
    where dial_queue_fill.account_id = ${accountId} and dial_queue_fill.campaign_id = due.campaign_id
    returning due.campaign_id as "campaignId", old.covered_until - ${lookBack}::interval as since
  `);
  if (due.length === 0) return;
  const asked = sql`unnest(${due.map(({ campaignId }) => campaignId)}::bigint[], ${due.map(({ since }) => since)}::timestamptz[]) as due (campaign_id, since)`;
  // Limits inside make each an index scan, whatever the statistics say.
  const queued = await tx.execute(
    upsertEntries(
      accountId,
      entriesToWrite(
        accountId,
        sql`
        select ${entryOfLead}
        from (
          select lead_id from ${asked} cross join lateral (
            select lead_id from lead
            where account_id = ${accountId} and lead.campaign_id = due.campaign_id and next_dial_time > due.since and next_dial_time <= ${now} and ${isWaiting(sql`${now}`)}
            order by next_dial_time
            limit ${limit}) as by_time
          union
          select lead_id from ${asked} cross join lateral (
            select lead_id from lead
            where account_id = ${accountId} and callback_at > due.since and callback_at <= ${now} and lead.campaign_id = due.campaign_id and ${isWaiting(sql`${now}`)}
            order by callback_at
            limit ${limit}) as by_callback
          union
          select freed.lead_id
          from (
            select phone from dnc_entry
            where account_id = ${accountId} and expires_at > (select min(since) from ${asked}) and expires_at <= ${now}
            limit ${limit}) as ended
          cross join lateral (
            (select lead_id from contact where account_id = ${accountId} and phone = ended.phone limit ${limit})
            union all
            (select lead_id from lead_phone where account_id = ${accountId} and phone = ended.phone limit ${limit})) as freed
        ) as entry ${leadByKey(accountId)} ${campaignByKey}
        where lead.campaign_id in (select campaign_id from ${asked}) and ${isWaiting(sql`${now}`)}`,
      ),
    ),
  );
  // Entries by external id match in any case, which no index serves, so those are left to a refill too.
  await tx.execute(sql`
    update dial_queue_fill set changes = changes + 1
    where account_id = ${accountId} and campaign_id = any (${due.map(({ campaignId }) => campaignId)}::bigint[])
      and (${queued >= maxLeads} or exists (
        select from dnc_entry
        where account_id = ${accountId} and extern_id is not null and expires_at > (select min(since) from ${asked}) and expires_at <= ${now}))
  `);
}
