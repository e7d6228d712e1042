import { DateTime } from "luxon";
import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import type { Asking } from "./asking.ts";
import { firstEntries, leadAgent } from "./dial-index.ts";
import { gateOpenings, ruledState } from "./gates.ts";
import {
  barredUntil,
  callbackTime,
  dialedPhone,
  isCallback,
  joined,
  joinedContact,
  type Reason,
  whyNot,
} from "./why-not.ts";

/** Reasons that hold until the lead itself is changed, or something that has queues made anew. */
const lasting: Reason[] = ["list", "claimed", "state", "suppressed", "reserved", "maxPasses", "dialLimit"];

/**
 * Takes those of the first leads in the dial index out of it that are not dialable, to come back when their time comes or when somebody makes
 * them so. What may change at any moment stays: calls to the same number, actions that run. So many of each gate are looked at; answers how
 * many went. Call it after holdOffOthers, so that nobody makes leads dialable again meanwhile without putting them back.
 */
export async function tidyQueue(tx: Tx, asking: Asking, many: Sql): Promise<number> {
  const { scope, now, dayEnds, gates } = asking;
  const reason = whyNot(asking, sql`nullif(${leadAgent}, 0)`);
  const ahead = DateTime.fromJSDate(now).plus({ days: 8 }).toJSDate();
  const openings = gates.spellings.length === 0 ? [] : gateOpenings(gates, now, ahead).filter(({ from }) => from > now);
  return await tx.execute(sql`
    with entry as materialized (${firstEntries(asking, many, "each")}), opening as materialized (
      select * from unnest(${openings.map(({ campaignId }) => campaignId)}::bigint[], ${openings.map(({ timeZoneId }) => timeZoneId)}::smallint[],
        ${openings.map(({ state }) => state)}::text[], ${openings.map(({ from }) => from)}::timestamptz[]) as opening (campaign_id, time_zone_id, state, at)
    ), seen as (
      select lead.lead_id, ${reason} as reason,
        case ${reason}
          -- A list that is being loaded opens by itself, and tells nobody.
          when 'list' then case when lead_list.list_state = 'LOADING' then ${now}::timestamptz + interval '1 minute' end
          when 'nextDialTime' then greatest(lead.next_dial_time, case when ${isCallback} then ${callbackTime} end)
          when 'maxDailyPasses' then ${dayEnds}::timestamptz
          when 'doNotCall' then ${barredUntil(now)}
          when 'window' then coalesce((
            select min(opening.at) from opening
            where opening.campaign_id = lead.campaign_id and opening.time_zone_id = lead.time_zone_id
              and opening.state is not distinct from ${ruledState(gates)}), ${ahead})
        end as due_at
      from entry
      join lead on lead.account_id = ${scope.accountId} and lead.lead_id = entry.lead_id
      ${joined} ${joinedContact} ${dialedPhone(asking)}
      where lead.queued
      for update of lead skip locked
    )
    update lead set queued = false, due_at = seen.due_at
    from seen
    where lead.account_id = ${scope.accountId} and lead.lead_id = seen.lead_id
      and seen.reason = any (${[...lasting, "nextDialTime", "maxDailyPasses", "doNotCall", "window"]}::text[])
  `);
}

const isOpen = sql`(lead.lead_state = 'READY' or ${isCallback}) and not lead.suppressed and lead.claim_id is null`;
const isStopped = (now: Date) => sql`(not (${isOpen}) or lead.next_dial_time > ${now})`;

/**
 * The same for what the leads' own rows say, which is most of it after a stop, and takes a quarter of the time: so many of each gate are taken
 * out, wherever they stand. Answers how many went.
 */
export async function tidyStopped(tx: Tx, asking: Asking, many: Sql): Promise<number> {
  const { scope, now } = asking;
  const stopped = firstEntries(asking, many, "each", sql``, isStopped(now));
  return await takeOutStopped(tx, scope.accountId, sql`array(${stopped})`, now);
}

/** Takes those of these leads out of the dial index that are stopped or not yet due; `leadIds` is an expression for an array. */
export async function takeOutStopped(tx: Tx, accountId: number, leadIds: Sql, now: Date): Promise<number> {
  return await tx.execute(sql`
    with held as (
      select lead.lead_id, case when ${isOpen} then lead.next_dial_time end as due_at
      from lead
      where lead.account_id = ${accountId} and lead.lead_id = any (${leadIds}) and lead.queued and ${isStopped(now)}
      for update skip locked
    )
    update lead set queued = false, due_at = held.due_at
    from held
    where lead.account_id = ${accountId} and lead.lead_id = held.lead_id
  `);
}
