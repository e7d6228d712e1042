import { DateTime } from "luxon";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { LeadState } from "../../leads/state.ts";
import { type CallbackCounts, countCallbacks } from "./callbacks.ts";

interface Passes {
  passes: number;
  /** Passes that a person answered, whether or not an agent was free. */
  answers: number;
}

/** The figures of the console's home page. */
export interface Overview {
  at: Date;
  campaigns: {
    campaignId: number;
    campaignName: string;
    dialGroupId: number;
    dialGroupName: string;
    isActive: number;
    leads: number;
    /** Suppressed leads in any state. */
    suppressed: number;
    states: { state: LeadState; count: number }[];
  }[];
  /** The days compared, in the account's time zone, and their hours, 0 to 23. */
  today: string;
  lastWeek: string;
  hours: { hour: number; today: Passes; lastWeek: Passes }[];
  callbacks: CallbackCounts;
}

/** Leads by state per campaign, calls per hour today and on the same weekday last week, and callbacks due today. */
export async function readOverview(tx: Tx, scope: Scope, now: Date): Promise<Overview> {
  const { accountId, timeZone } = scope;
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf("day");
  const lastWeek = today.minus({ days: 7 });
  const campaigns = await tx.query<Overview["campaigns"][number]>(sql`
    with counted as (
      select campaign_id, lead_state, count(*) as count, count(*) filter (where suppressed) as suppressed
      from lead where account_id = ${accountId} group by campaign_id, lead_state
    )
    select campaign.campaign_id as "campaignId", campaign_name as "campaignName", campaign.dial_group_id as "dialGroupId",
      dial_group_name as "dialGroupName", campaign.is_active as "isActive", coalesce(leads, 0)::bigint as leads,
      coalesce(suppressed, 0)::bigint as suppressed, coalesce(states, '[]') as states
    from campaign
    join dial_group on dial_group.account_id = campaign.account_id and dial_group.dial_group_id = campaign.dial_group_id
    left join (
      select campaign_id, sum(count) as leads, sum(suppressed) as suppressed,
        json_agg(json_build_object('state', lead_state, 'count', count) order by count desc, lead_state) as states
      from counted group by campaign_id
    ) as summed on summed.campaign_id = campaign.campaign_id
    where campaign.account_id = ${accountId}
    order by campaign.campaign_id
  `);
  const callbacks = await countCallbacks(tx, scope, today.plus({ days: 1 }).toJSDate(), now);
  const [these, those] = [await hoursOf(tx, accountId, today), await hoursOf(tx, accountId, lastWeek)];
  const none = { passes: 0, answers: 0 };
  return {
    at: now,
    campaigns,
    today: today.toISODate() ?? "",
    lastWeek: lastWeek.toISODate() ?? "",
    hours: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      today: these.get(hour) ?? none,
      lastWeek: those.get(hour) ?? none,
    })),
    callbacks,
  };
}

/** A day's calls by the hour the clock showed. When clocks go back, one hour holds two hours' calls. */
async function hoursOf(tx: Tx, accountId: number, day: DateTime): Promise<Map<number, Passes>> {
  const rows = await tx.query<Passes & { hour: number }>(sql`
    select extract(hour from passed_at at time zone ${day.zoneName})::int as hour, count(*) as passes,
      count(*) filter (where system_disposition in ('ANSWER', 'ABANDON')) as answers
    from pass
    where account_id = ${accountId} and passed_at >= ${day.toJSDate()} and passed_at < ${day.plus({ days: 1 }).toJSDate()} and action_id is null
    group by 1
  `);
  return new Map(rows.map(({ hour, passes, answers }) => [hour, { passes, answers }]));
}
