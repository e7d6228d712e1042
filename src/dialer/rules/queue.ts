import { DateTime } from "luxon";
import type { Database } from "../../db/database.ts";
import { holdRules } from "../../db/locks.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { joinedCampaign } from "../../dial-queue/entry.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { scheduleOpenings, stateWithRules } from "./calling-schedules.ts";
import { type DialScope, readDialScope } from "./dial-scope.ts";
import { leadsLeftWithoutNumber } from "./left-without-number.ts";
import {
  callbackTime,
  dailyPassesUsedUp,
  dialedLeads,
  dialedPhone,
  isCallback,
  joinedContact,
  leadsNeedingLookup,
  notDialableReason,
  notDialableReasonByRow,
  numberAvailableAt,
  passingReasons,
  type Reason,
} from "./not-dialable.ts";

/** A campaign's leads by whether they can be dialed: each is either dialable now or counted under one reason. */
export interface Queue {
  campaignId: number;
  total: number;
  dialableNow: number;
  /**
   * Leads that only time keeps: dialable before the account's day ends, on the next day, or later, if the campaign
   * runs.
   */
  laterToday: number;
  tomorrow: number;
  later: number;
  notDialable: { reason: Reason; count: number }[];
  /**
   * By time zone, the leads that only calling hours decide on: how many are dialable now, and how many outside hours.
   */
  zones: { timeZone: string; dialableNow: number; outsideHours: number }[];
}

/**
 * The queue of a campaign by the rules that claims use: `dialableNow` is what a dialer, or the agent, could be handed.
 * Leads that share a number all count as dialable until one of them is claimed. If attempts per number are limited,
 * they count as far as the attempts reach, and the rest have the reason phoneAttempts.
 */
export async function readQueue(
  db: Database,
  scope: Scope,
  { campaignId, agentId }: { campaignId: number; agentId?: number | undefined },
  now: Date,
): Promise<Queue> {
  return await db.transaction(async (tx) => {
    await holdRules(tx, scope.accountId);
    const dial = await readDialScope(tx, scope, { campaignIds: [campaignId], agentId }, now);
    const { schedules } = dial;
    const dayAfter = DateTime.fromJSDate(dial.dayEnds, { zone: scope.timeZone }).plus({ days: 1 }).toJSDate();
    const open = scheduleOpenings(schedules, now, dayAfter);
    const without = await leadsLeftWithoutNumber(tx, dial);
    // The planner expects a handful of groups, and would sort a million rows to find them.
    await tx.execute(sql`set local enable_sort = off`);
    const rows = await tx.query<{
      reason: Reason | null;
      time: "today" | "tomorrow" | "later" | null;
      zone: string | null;
      count: number;
    }>(sql`
      with opening (time_zone_id, state, opens_at, closes_at) as materialized (
        select * from unnest(${open.map(({ timeZoneId }) => timeZoneId)}::smallint[], ${open.map(({ state }) => state)}::text[],
          ${open.map(({ from }) => from)}::timestamptz[], ${open.map(({ to }) => to)}::timestamptz[])
      ), spoken as materialized (
        select lead_id from (${leadsNeedingLookup(dial)} union all select unnest(${without}::bigint[])) as spoken group by lead_id
      ), seen as (
        ${countAlike(reasonsByRow(dial, sql`true`), 1)}
        union all ${countAlike(reasonsByRow(dial, needsLookup), -1)}
        union all ${countAlike(reasonsByAllRules(dial, without), 1)}
      ), timed as (
        select reason, case when coalesce(reason, 'window') = 'window' then time_zone_id end as zone_id, waits, count,
          case when waits then (
            select min(greatest(opens_at, seen.ready_at))
            from opening
            where opening.time_zone_id = seen.time_zone_id and opening.state is not distinct from seen.state and closes_at > seen.ready_at
              and greatest(opens_at, seen.ready_at) < coalesce(seen.end_date, 'infinity')) end as dialable_at
        from seen
      )
      select reason, case
          when waits is not true then null
          when dialable_at < ${dial.dayEnds} then 'today'
          when dialable_at < ${dayAfter} then 'tomorrow'
          else 'later'
        end as time, (select name from time_zone where time_zone_id = zone_id) as zone, sum(count)::bigint as count
      from timed
      group by 1, 2, zone_id
      having sum(count) > 0
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

/** When a lead is ready, judging by its own row, its campaign, and today's passes. */
const readyByRow = (dial: DialScope) => sql`greatest(${dial.now}::timestamptz, lead.next_dial_time,
  case when ${isCallback} then ${callbackTime} end, campaign.start_date,
  case when ${dailyPassesUsedUp(dial)} then ${dial.dayEnds}::timestamptz end)`;

const scheduleColumns = ({ schedules }: DialScope) =>
  sql`lead.time_zone_id, ${stateWithRules(schedules)} as state, campaign.end_date`;

const needsLookup = sql`lead.lead_id in (select lead_id from spoken)`;

/**
 * Judges leads by their own row alone, which is right for nearly all of them. The few that other tables affect are
 * subtracted again and judged by all rules. Takes 1 s for a million leads; looking up every lead's numbers took 12 s.
 */
function reasonsByRow(dial: DialScope, which: Sql): Sql {
  const { scope, campaigns, schedules } = dial;
  return sql`
    select ${notDialableReasonByRow(dial)} as reason, ${readyByRow(dial)} as ready_at, ${scheduleColumns(dial)}
    from lead ${joinedCampaign} ${schedules.spellings.length === 0 ? sql`` : joinedContact}
    where lead.account_id = ${scope.accountId} and lead.campaign_id = any (${campaigns.map(({ campaignId }) => campaignId)}::bigint[]) and ${which}`;
}

function reasonsByAllRules(dial: DialScope, without: readonly number[]): Sql {
  const { scope } = dial;
  return sql`
    select judged.reason, greatest(${readyByRow(dial)},
        case when judged.reason = 'phoneAttempts' and judged.phone is not null then ${dial.dayEnds}::timestamptz end,
        case when judged.reason is not null and judged.phone is null or judged.reason = 'doNotCall' then ${numberAvailableAt(dial)} end) as ready_at,
      ${scheduleColumns(dial)}
    from (
      select lead.lead_id, dialed.phone, coalesce(${notDialableReason(dial)}, case when lead.lead_id = any (${without}::bigint[]) then 'phoneAttempts' end) as reason
      from ${dialedLeads(dial, dialedPhone(dial))} and ${needsLookup}
    ) as judged
    join lead on lead.account_id = ${scope.accountId} and lead.lead_id = judged.lead_id
    ${joinedCampaign} ${joinedContact}`;
}

/**
 * Counts equal leads, multiplied by `times`. Calling hours change at full minutes, so leads ready within one minute are
 * equal. Without `offset 0` PostgreSQL evaluates the reason once per use (5 s for a million leads instead of 1 s).
 */
const countAlike = (judged: Sql, times: number): Sql => sql`
  select reason, time_zone_id, state, end_date, waits, ready_at, count(*) * ${times} as count
  from (
    select reason, time_zone_id, state, end_date,
      (reason = any (${passingReasons}::text[]) or reason = 'doNotCall') and ready_at < 'infinity' as waits,
      case when reason is not null and ready_at >= end_date then 'infinity' when reason is not null then date_trunc('minute', ready_at) end as ready_at
    from (${judged} offset 0) as judged) as alike
  group by 1, 2, 3, 4, 5, 6`;
