import { type Sql, sql } from "../db/sql.ts";
import { callbackRanks, entryOrder, type Place } from "./entry.ts";

/** A part of a campaign's queue that may be dialed now, by whoever asks. */
export interface OpenPart {
  campaignId: number;
  zone: number;
  /** 0: anyone's. */
  agent: number;
  /** How far its entries can be relied on: behind these, leads are missing. */
  last: Place;
  campaignPriority: number;
  /** How many leads of the campaign may be dialed now, by which campaigns of equal priority share calls. */
  weight: number;
}

/**
 * The first entries of the queue, at most `many`, in the order they are handed out: a query for lead_id, what else an entry consists of, and
 * `place`. Callbacks come first, by their time; then the campaigns' priority, before or after immediate leads and requeues. Campaigns of equal
 * priority take turns at random, each as often as it has leads that may be dialed. `many` is a piece of the statement: of a parameter the
 * planner thinks that it may be anything.
 */
export function firstEntries(accountId: number, parts: readonly OpenPart[], many: Sql, absolutePriority: boolean): Sql {
  const shared = new Set(parts.map(({ campaignId }) => campaignId)).size > 1;
  // With these the first turn of a campaign comes first as often as its share of all leads is.
  const turns = new Map(parts.map(({ campaignId }) => [campaignId, -Math.log(1 - Math.random())]));
  const column = <K extends keyof OpenPart>(key: K) => parts.map((part) => part[key]);
  const last = (key: keyof Place) => parts.map((part) => part.last[key]);
  const priority = sql`campaign_priority desc`;
  return sql`
    select lead_id, campaign_id, time_zone_id, agent_id, rank, list_rank, key1, key2,
      row_number() over (order by least(rank, ${callbackRanks}::bigint), ${absolutePriority ? sql`${priority},` : sql``} rank, ${priority}, turn, list_rank, key1, key2, lead_id) as place
    from (
      select entry.*, part.campaign_id, part.time_zone_id, part.agent_id, part.campaign_priority,
        ${shared ? sql`(row_number() over (partition by part.campaign_id, rank order by list_rank, key1, key2, lead_id) - 1 + part.turn) / part.weight` : sql`0`} as turn
      from unnest((select ${column("campaignId")}::bigint[]), (select ${column("zone")}::smallint[]), (select ${column("agent")}::bigint[]),
        (select ${last("rank")}::bigint[]), (select ${last("listRank")}::int[]), (select ${last("key1")}::bigint[]), (select ${last("key2")}::bigint[]),
        (select ${last("leadId")}::bigint[]), (select ${column("campaignPriority")}::int[]), (select ${column("weight")}::float8[]),
        (select ${parts.map(({ campaignId }) => turns.get(campaignId))}::float8[]))
        as part (campaign_id, time_zone_id, agent_id, last_rank, last_list_rank, last_key1, last_key2, last_lead_id, campaign_priority, weight, turn)
      cross join lateral (
        select lead_id, rank, list_rank, key1, key2 from dial_queue
        where dial_queue.account_id = ${accountId} and dial_queue.campaign_id = part.campaign_id and dial_queue.time_zone_id = part.time_zone_id
          and dial_queue.agent_id = part.agent_id
          and (rank, list_rank, key1, key2, lead_id) <= (part.last_rank, part.last_list_rank, part.last_key1, part.last_key2, part.last_lead_id)
        order by ${entryOrder}
        limit ${many}
      ) as entry
    ) as entry
    order by place
    limit ${many}`;
}
