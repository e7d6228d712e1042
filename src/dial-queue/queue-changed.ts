import { announceDialable } from "../db/announce-dialable.ts";
import type { Tx } from "../db/database.ts";
import { enqueue } from "../db/enqueue.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import { campaignByKey, entryOfLead, isWaiting } from "./entry.ts";

/** What a changed field affects: its leads' order in the dial queue, whether they are dialed at all, or neither. */
export type DialingEffect = "order" | "eligibility" | "none";

/**
 * Call this from every change of more than a few leads, or of something that many leads depend on, within the change's
 * transaction. `order` empties the campaigns' queues, and the next claim refills them. `eligibility` leaves what is
 * queued, since claims check every lead, and has the next refill add what is missing. `campaigns` is a condition on
 * dial_queue_fill.
 */
export async function queueChanged(
  tx: Tx,
  accountId: number,
  effect: DialingEffect,
  campaigns = sql`true`,
): Promise<void> {
  if (effect === "none") return;
  const empties = effect === "order";
  await tx.execute(sql`
    update dial_queue_fill
    set changes = changes + 1, order_changes = order_changes + ${empties ? 1 : 0}, filled_changes = ${empties ? sql`null` : sql`filled_changes`}
    where account_id = ${accountId} and ${campaigns}
  `);
  // Only now that the rows above are locked: a refill about to commit is finished by then, and its entries go too.
  if (empties)
    await tx.execute(sql`
      delete from dial_queue
      where account_id = ${accountId} and campaign_id in (
        select campaign_id from dial_queue_fill where account_id = ${accountId} and ${campaigns})
    `);
  await announceDialable(tx, accountId);
}

// Leads that become due later than a minute after the queue was last brought up to date are found by their due time.
const soon = sql`dial_queue_fill.covered_until + interval '1 minute'`;

/**
 * Queues those of a few leads whose own row lets them be dialed now, each at its place. Call it in the transaction that
 * changed them. Campaigns that were never dialed have no queue yet, and their first refill finds the leads. `leads` is
 * a condition on `lead`.
 */
export async function queueLeads(tx: Tx, accountId: number, leads: Sql): Promise<void> {
  await tx.execute(
    upsertEntries(
      accountId,
      sql`
      select ${entryOfLead}
      from lead ${campaignByKey}
      cross join lateral (
        select covered_until from dial_queue_fill
        where dial_queue_fill.account_id = lead.account_id and dial_queue_fill.campaign_id = lead.campaign_id limit 1) as dial_queue_fill
      where lead.account_id = ${accountId} and ${leads} and ${isWaiting(soon)}`,
    ),
  );
  await announceDialable(tx, accountId);
}

/**
 * A statement that queues `entries`, a query for the columns of entryOfLead. Writes even an entry that is already
 * queued: the new row version keeps a refill that read the lead earlier from deleting it as stale.
 */
export const upsertEntries = (accountId: number, entries: Sql): Sql => sql`
  insert into dial_queue (account_id, lead_id, campaign_id, time_zone_id, agent_id, rank, list_rank, key1, key2)
  select ${accountId}::bigint, entry.*
  from (${entries}) as entry
  order by entry.lead_id
  on conflict (account_id, lead_id) do update set campaign_id = excluded.campaign_id, time_zone_id = excluded.time_zone_id,
    agent_id = excluded.agent_id, rank = excluded.rank, list_rank = excluded.list_rank, key1 = excluded.key1, key2 = excluded.key2`;

/** The entries not yet queued at their place. The others aren't written, so that claims needn't wait for them. */
export const entriesToWrite = (accountId: number, entries: Sql): Sql => sql`
  select entry.*
  from (${entries}) as entry
  left join dial_queue there on there.account_id = ${accountId} and there.lead_id = entry.lead_id
  where there.lead_id is null
    or (there.campaign_id, there.time_zone_id, there.agent_id, there.rank, there.list_rank, there.key1, there.key2)
      <> (entry.campaign_id, entry.time_zone_id, entry.agent_id, entry.rank, entry.list_rank, entry.key1, entry.key2)`;

/**
 * Frees the numbers of claims that are over, and queues other leads with those numbers, up to 50 per number and table.
 */
export async function releaseNumbers(tx: Tx, accountId: number, claimIds: readonly number[]): Promise<void> {
  const freed = await tx.query<{ phone: string }>(
    prepared(
      sql`delete from held_number where account_id = ${accountId} and claim_id = any (${claimIds}::bigint[]) returning phone`,
    ),
  );
  if (freed.length === 0) return;
  const others = await tx.query<{ leadId: number }>(
    prepared(sql`
      select other.lead_id as "leadId"
      from unnest((select ${freed.map(({ phone }) => phone)}::text[])) as freed (phone)
      cross join lateral (
        (select lead_id from contact where account_id = ${accountId} and contact.phone = freed.phone limit 50)
        union
        (select lead_id from lead_phone where account_id = ${accountId} and lead_phone.phone = freed.phone limit 50)) as other
    `),
  );
  const leadIds = [...new Set(others.map(({ leadId }) => leadId))];
  // Nearly always only the claims' own leads have these numbers.
  if (leadIds.length > claimIds.length) await queueLeads(tx, accountId, sql`lead.lead_id = any (${leadIds}::bigint[])`);
}

/**
 * Asks for a background refill of these campaigns' dial queues. Requests for one campaign are merged into one job,
 * which runs at the latest of their times.
 */
export async function enqueueRefill(
  tx: Tx,
  accountId: number,
  campaignIds: readonly number[],
  runAt?: Date,
): Promise<void> {
  for (const campaignId of campaignIds)
    await enqueue(
      tx,
      "refill-queue",
      { accountId, campaignId },
      { key: `refill-queue-${accountId}-${campaignId}`, ...(runAt ? { runAt } : {}) },
    );
}

/**
 * Queues the leads that a load has added to a campaign: up to 2,000 at once, more through a refill, which is faster
 * then. From 100 leads on, also schedules a refill two seconds after the last load, which analyzes tables that have
 * grown.
 */
export async function queueLoadedLeads(
  tx: Tx,
  accountId: number,
  campaignId: number,
  leadIds: readonly number[],
): Promise<void> {
  if (leadIds.length <= fewLeads) await queueLeads(tx, accountId, sql`lead.lead_id = any (${leadIds}::bigint[])`);
  else await queueChanged(tx, accountId, "eligibility", sql`campaign_id = ${campaignId}`);
  if (leadIds.length >= 100) await enqueueRefill(tx, accountId, [campaignId], new Date(Date.now() + 2000));
}

/** More leads than this are not queued one by one. */
export const fewLeads = 2000;

/** Deletes the queues of all of an account's campaigns. The next claims refill them. */
export async function dropQueues(tx: Tx, accountId: number): Promise<void> {
  await tx.execute(sql`delete from dial_queue_fill where account_id = ${accountId}`);
  await tx.execute(sql`delete from dial_queue where account_id = ${accountId}`);
}

/** Deletes the queue of a campaign that is being deleted. */
export async function dropQueue(tx: Tx, accountId: number, campaignId: number): Promise<void> {
  await tx.execute(sql`delete from dial_queue_fill where account_id = ${accountId} and campaign_id = ${campaignId}`);
  await tx.execute(sql`delete from dial_queue where account_id = ${accountId} and campaign_id = ${campaignId}`);
}
