import { lockOutClaims } from "../db/claims-lock.ts";
import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { callbackStates } from "../leads/state.ts";

const atATime = 4000;

/**
 * Gives the leads of a campaign their place in the dial index anew, as far as it is not the one they have: after its order has changed, or
 * something that may make leads dialable which claims have taken out. Each batch is a transaction of its own; stopped in the middle, it
 * begins again. True once the index can be relied on.
 */
export async function placeLeads(
  db: Database,
  accountId: number,
  campaignId: number,
  now: Date,
  signal: AbortSignal,
): Promise<boolean> {
  const campaign = await db.maybe<{ change: number; isPlaced: boolean }>(sql`
    select queue_change as change, queue_made = queue_change and not exists (
        select from (
          select dial_version from lead
          where lead.account_id = ${accountId} and lead.campaign_id = ${campaignId} and lead.queued
          order by dial_version
          limit 1) as oldest
        where oldest.dial_version < campaign.dial_version) as "isPlaced"
    from campaign where account_id = ${accountId} and campaign_id = ${campaignId}
  `);
  if (!campaign || campaign.isPlaced) return true;
  // Claims that saw what was before may still take leads out; those that come after this see what is now.
  await db.transaction((tx) => lockOutClaims(tx, accountId));
  for (let after: Cursor | undefined = { listId: 0, leadId: 0 }; after; ) {
    if (signal.aborted) return false;
    after = await placeSome(db, accountId, campaignId, after, now);
  }
  await db.execute(sql`
    update campaign set queue_made = ${campaign.change}
    where account_id = ${accountId} and campaign_id = ${campaignId} and queue_made < ${campaign.change}
  `);
  return true;
}

interface Cursor {
  listId: number;
  leadId: number;
}

async function placeSome(
  db: Database,
  accountId: number,
  campaignId: number,
  after: Cursor,
  now: Date,
): Promise<Cursor | undefined> {
  const open = sql`(lead.lead_state = any (${["READY", ...callbackStates]}::lead_state[]) and not lead.suppressed and lead.claim_id is null)`;
  const leads = await db.query<{ listId: number; leadId: number }>(sql`
    with batch as materialized (
      select list_id, lead_id from lead
      where account_id = ${accountId} and campaign_id = ${campaignId} and (list_id, lead_id) > (${after.listId}, ${after.leadId})
      order by list_id, lead_id
      limit ${atATime}
    ), placed as (
      update lead
      set dial_version = campaign.dial_version, dial_order = campaign.dial_loaded_order,
        dial_list_priority = case when dial_group.enable_list_priority then lead_list.list_priority else 0 end,
        queued = ${open} and lead.next_dial_time <= ${now},
        due_at = case when ${open} and lead.next_dial_time > ${now} then lead.next_dial_time end
      from batch, campaign, dial_group, lead_list
      where lead.account_id = ${accountId} and lead.lead_id = batch.lead_id and lead.campaign_id = ${campaignId}
        and (lead.dial_version <> campaign.dial_version or not lead.queued and ${open})
        and campaign.account_id = ${accountId} and campaign.campaign_id = ${campaignId}
        and dial_group.account_id = ${accountId} and dial_group.dial_group_id = campaign.dial_group_id
        and lead_list.account_id = ${accountId} and lead_list.list_id = lead.list_id
    )
    select list_id as "listId", lead_id as "leadId" from batch order by list_id desc, lead_id desc limit 1
  `);
  return leads[0];
}
