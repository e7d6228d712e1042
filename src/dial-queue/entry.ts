import { type Sql, sql } from "../db/sql.ts";

/** The agent a lead is for, by reservation or by callback; 0: anyone. Over `lead`. */
export const leadAgent = sql`coalesce(lead.reserved_agent_id, lead.callback_agent_id, 0)`;

/** Ranks below this belong to callbacks; they are the millisecond at which the callback is due. */
export const callbackRanks = 4_000_000_000_000_000;

/**
 * A lead's place within its part of the queue, over `lead`, `campaign`, `dial_group` and `lead_list`: callbacks by
 * their time, then immediate leads, priority requeues, and the rest; within those by the list's priority, then by the
 * campaign's dialLoadedOrder. RANDOM (1) is a hash of lead and pass, so that a lead keeps its place until its next
 * pass.
 */
const place = {
  rank: sql`(case
    when lead.callback_at is not null then floor(extract(epoch from lead.callback_at) * 1000)::bigint
    else ${callbackRanks}::bigint + case when lead.immediate then 0 else 2 end + case when lead.priority_requeue then 0 else 1 end
  end)`,
  listRank: sql`(case when dial_group.enable_list_priority then -lead_list.list_priority else 0 end)`,
  key1: sql`(case campaign.dial_loaded_order
    when 2 then lead.lead_id when 3 then -lead.lead_id when 4 then lead.lead_priority else lead.pass_count end)::bigint`,
  // 53 bits, so that it survives JSON numbers.
  key2: sql`(case campaign.dial_loaded_order
    when 0 then -lead.list_id when 1 then hashint8extended(lead.lead_id, lead.pass_count) & 9007199254740991 else 0 end)`,
};

/** The columns of a queue entry, in the order of dial_queue's columns without the account, over the same tables. */
export const entryOfLead = sql`lead.lead_id, lead.campaign_id, lead.time_zone_id, ${leadAgent} as agent_id,
  ${place.rank} as rank, ${place.listRank} as list_rank, ${place.key1} as key1, ${place.key2} as key2`;

/** The same order for leads that may not be queued. */
export const leadOrder = sql`${place.rank}, ${place.listRank}, ${place.key1}, ${place.key2}, lead.lead_id`;

/** Whether a lead's place is still what its entry says, over `entry` and the same tables. */
export const isInPlace = sql`(entry.campaign_id, entry.time_zone_id, entry.agent_id, entry.rank, entry.list_rank, entry.key1, entry.key2)
  = (lead.campaign_id, lead.time_zone_id, ${leadAgent}, ${place.rank}, ${place.listRank}, ${place.key1}, ${place.key2})`;

/** The order of entries within a part. */
export const entryOrder = sql`rank, list_rank, key1, key2, lead_id`;

/** Joins the tables that a place needs besides `lead`. */
export const joinedCampaign = sql`
  join campaign on campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id
  join dial_group on dial_group.account_id = lead.account_id and dial_group.dial_group_id = campaign.dial_group_id
  join lead_list on lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id`;

/** The same for a handful of leads: one lookup by key each, whatever the planner estimates. */
export const campaignByKey = sql`
  cross join lateral (
    select * from campaign where campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id limit 1) as campaign
  cross join lateral (
    select * from dial_group where dial_group.account_id = lead.account_id and dial_group.dial_group_id = campaign.dial_group_id limit 1) as dial_group
  cross join lateral (
    select * from lead_list where lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id limit 1) as lead_list`;

/**
 * Joins the leads of `entry`, a query or table with lead ids, by key. `version` (xmin) shows whether a row has changed.
 */
export const leadByKey = (accountId: number): Sql => sql`
  cross join lateral (
    select lead.*, lead.xmin as version from lead where lead.account_id = ${accountId} and lead.lead_id = entry.lead_id limit 1) as lead`;

/** Whether the lead's own row lets it be dialed at that moment: state, suppression, claim and times. Over `lead`. */
export const isWaiting = (at: Sql): Sql => sql`(
  lead.lead_state in ('READY', 'CALLBACK', 'AGENT-CALLBACK', 'PENDING-CALLBACK') and not lead.suppressed and lead.claim_id is null
  and lead.next_dial_time <= ${at} and (lead.lead_state = 'READY' or lead.callback_at is null or lead.callback_at <= ${at}))`;

/** The place after all entries, for a part that holds every dialable lead. */
export const placeAfterAll = {
  rank: Number.MAX_SAFE_INTEGER,
  listRank: 2_147_483_647,
  key1: Number.MAX_SAFE_INTEGER,
  key2: Number.MAX_SAFE_INTEGER,
  leadId: Number.MAX_SAFE_INTEGER,
};

/** The place of an entry within its part. */
export type Place = typeof placeAfterAll;
