import { DateTime } from "luxon";
import type { Database } from "../db/database.ts";
import { holdRules } from "../db/locks.ts";
import { sql } from "../db/sql.ts";
import { placed } from "../dial-queue/entry.ts";
import type { Scope } from "../leads/criteria.ts";
import { readAsking } from "./asking.ts";
import { gateOpenings, ruledState } from "./gates.ts";
import { leftWithoutNumber } from "./left-without-number.ts";
import {
  callbackTime,
  dialedLeads,
  dialedPhone,
  isCallback,
  joinedContact,
  numberFreeAt,
  passesSpent,
  passingReasons,
  type Reason,
  whyNot,
} from "./why-not.ts";

/** How the leads of a campaign stand to be dialed. Each lead is either dialable now or counted under one reason. */
export interface Queue {
  campaignId: number;
  total: number;
  dialableNow: number;
  /** Of those that time alone keeps: dialable before the account's day ends, on the next day, after that or not while the campaign runs. */
  laterToday: number;
  tomorrow: number;
  later: number;
  notDialable: { reason: Reason; count: number }[];
  /** Where the leads live that the clock decides on: how many may be called there now, and how many are outside of calling hours. */
  zones: { timeZone: string; dialableNow: number; outsideHours: number }[];
}

/**
 * The queue of a campaign, by the same rules as a claim: `dialableNow` is what claiming would hand out, to a dialer or to the agent. Where
 * attempts by number are limited, leads that share numbers count as far as those reach, and the rest has the reason phoneAttempts.
 */
export async function readQueue(
  db: Database,
  scope: Scope,
  { campaignId, agentId }: { campaignId: number; agentId?: number | undefined },
  now: Date,
): Promise<Queue> {
  return await db.transaction(async (tx) => {
    await holdRules(tx, scope.accountId);
    const asking = await readAsking(tx, scope, { campaignIds: [campaignId], agentId }, now);
    const { gates } = asking;
    const dayAfter = DateTime.fromJSDate(asking.dayEnds, { zone: scope.timeZone }).plus({ days: 1 }).toJSDate();
    const open = gateOpenings(gates, now, dayAfter);
    const without = await leftWithoutNumber(tx, asking);
    const rows = await tx.query<{
      reason: Reason | null;
      time: "today" | "tomorrow" | "later" | null;
      zone: string | null;
      count: number;
    }>(sql`
      with opening (time_zone_id, state, opens_at, closes_at) as materialized (
        select * from unnest(${open.map(({ timeZoneId }) => timeZoneId)}::smallint[], ${open.map(({ state }) => state)}::text[],
          ${open.map(({ from }) => from)}::timestamptz[], ${open.map(({ to }) => to)}::timestamptz[])
      ), judged as materialized (
        select lead.lead_id, dialed.phone, coalesce(${whyNot(asking)}, case when lead.lead_id = any (${without}::bigint[]) then 'phoneAttempts' end) as reason
        from ${dialedLeads(asking, dialedPhone(asking))}
      ), seen as (
        select judged.reason, lead.time_zone_id, ${ruledState(gates)} as state, campaign.end_date,
          greatest(${now}::timestamptz, lead.next_dial_time, case when ${isCallback} then ${callbackTime} end, campaign.start_date,
            case when ${passesSpent(asking)} or judged.reason = 'phoneAttempts' and judged.phone is not null then ${asking.dayEnds}::timestamptz end,
            case when judged.reason is not null and judged.phone is null or judged.reason = 'doNotCall' then ${numberFreeAt(asking)} end) as ready_at
        from judged
        join lead on lead.account_id = ${scope.accountId} and lead.lead_id = judged.lead_id
        ${placed} ${joinedContact}
      ), timed as (
        select reason, case when coalesce(reason, 'window') = 'window' then time_zone_id end as zone_id, (reason = any (${passingReasons}::text[]) or reason = 'doNotCall') and ready_at < 'infinity' as waits,
          case when reason is not null then (
            select min(greatest(opens_at, seen.ready_at))
            from opening
            where opening.time_zone_id = seen.time_zone_id and opening.state is not distinct from seen.state and closes_at > seen.ready_at
              and greatest(opens_at, seen.ready_at) < coalesce(seen.end_date, 'infinity')) end as dialable_at
        from seen
      )
      select reason, case
          when waits is not true then null
          when dialable_at < ${asking.dayEnds} then 'today'
          when dialable_at < ${dayAfter} then 'tomorrow'
          else 'later'
        end as time, (select name from time_zone where time_zone_id = zone_id) as zone, count(*)
      from timed
      group by 1, 2, zone_id
      order by 4 desc, 1
    `);
    const sum = (of: typeof rows) => of.reduce((all, { count }) => all + count, 0);
    const reasons = new Set(rows.flatMap(({ reason }) => reason ?? []));
    const zones = new Set(rows.flatMap(({ zone }) => zone ?? []));
    return {
      campaignId,
      total: sum(rows),
      dialableNow: sum(rows.filter(({ reason }) => reason === null)),
      laterToday: sum(rows.filter(({ time }) => time === "today")),
      tomorrow: sum(rows.filter(({ time }) => time === "tomorrow")),
      later: sum(rows.filter(({ time }) => time === "later")),
      notDialable: [...reasons].map((reason) => ({ reason, count: sum(rows.filter((row) => row.reason === reason)) })),
      zones: [...zones].map((timeZone) => {
        const there = rows.filter(({ zone }) => zone === timeZone);
        return {
          timeZone,
          dialableNow: sum(there.filter(({ reason }) => reason === null)),
          outsideHours: sum(there.filter(({ reason }) => reason !== null)),
        };
      }),
    };
  });
}
