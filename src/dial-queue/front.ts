import { type Sql, sql } from "../db/sql.ts";
import { callbackRanks, entryOrder, type Place } from "./entry.ts";

/** A part of a campaign's queue, one time zone and agent, that the request may be served from now. */
export interface OpenPart {
  campaignId: number;
  zone: number;
  /** 0: leads for anyone. */
  agent: number;
  /** The last place the part is complete up to: behind it, leads are missing from the queue. */
  last: Place;
  campaignPriority: number;
  /** The campaign's dialable leads in all open parts; campaigns of equal priority share calls in proportion to it. */
  weight: number;
}

/**
 * The first entries of the queue in the order they are handed out, at most `many`, as a query for the entries' columns
 * and `place`. Callbacks come first, by time. Then the campaigns' priority decides: after immediate leads and requeues,
 * or with `absolutePriority` before them. Campaigns of equal priority take turns at random, in proportion to their
 * dialable leads. `many` is part of the statement's text, because for a parameter the planner assumes any number.
 */
export function firstEntries(accountId: number, parts: readonly OpenPart[], many: Sql, absolutePriority: boolean): Sql {
  const shared = new Set(parts.map(({ campaignId }) => campaignId)).size > 1;
  // Exponential random turns, divided by weights: each campaign comes first as often as its share of the weights.
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
