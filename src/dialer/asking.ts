import { DateTime } from "luxon";
import type { Tx } from "../db/database.ts";
import { prepared, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { type RunningStop, runningStops } from "../leads/binding.ts";
import type { Scope } from "../leads/criteria.ts";
import type { Week } from "./calling-hours.ts";
import { type CallingRules, callingRules, type Gates, gatesOf } from "./gates.ts";

/** A campaign with what dialing it takes of its dial group. */
interface DialedCampaign {
  campaignId: number;
  dialGroupId: number;
  week: Week;
  dialMode: string;
  maxLeadsReturned: number;
  requireFetchedLeadsCalled: boolean;
  absolutePriority: boolean;
  campaignPriority: number;
  /** Leads of it are dialed today: by anyone, by the agents of their callbacks alone, or by nobody. */
  dialed: "all" | "agentCallbacks" | "nothing";
  /** Its leads stand in the dial index where they are to stand. */
  isQueued: boolean;
  /** Leads of it have become due and do not stand in the dial index yet. */
  isDue: boolean;
  dialVersion: number;
}

/** Who asks for leads, of which campaigns, and when. */
export interface Asking {
  scope: Scope;
  now: Date;
  /** The day in the account's zone, `2026-12-25`, and when it begins and ends. */
  today: string;
  dayBegins: Date;
  dayEnds: Date;
  agentId: number | null;
  campaigns: DialedCampaign[];
  /** How often a number may be dialed on a day; null: as often as campaigns say. */
  attemptsPerPhone: number | null;
  gates: Gates;
  /** Stopping actions that run; binding once holdOffOthers has been called before. */
  running: RunningStop[];
}

/** The campaigns that are asked for: one, several, or all of a dial group. */
export interface Wanted {
  campaignIds?: readonly number[] | undefined;
  dialGroupId?: number | undefined;
  /** The agent who asks, or is asked for; absent: a dialer, for whoever is free. */
  agentId?: number | undefined;
}

/**
 * Reads what the rules need of account, dial groups and campaigns, in one statement. Refuses ids of others, and agents who do not work for
 * these dial groups.
 */
export async function readAsking(tx: Tx, scope: Scope, wanted: Wanted, now: Date): Promise<Asking> {
  const { campaignIds = null, dialGroupId = null, agentId = null } = wanted;
  const { accountId } = scope;
  const { campaigns, running, attemptsPerPhone, ...rules } = await tx.one<
    CallingRules & {
      campaigns: (DialedCampaign & { assigned: boolean })[];
      running: RunningStop[];
      attemptsPerPhone: number | null;
    }
  >(
    prepared(sql`
      select attempts_per_phone_per_day as "attemptsPerPhone", ${runningStops(accountId)} as running, ${callingRules(accountId, now)},
        (select coalesce(json_agg(to_json(asked) order by "campaignId"), '[]') from (${askedFor(wanted, accountId, now)}) as asked) as campaigns
      from account where account_id = ${accountId}
    `),
  );
  for (const id of campaignIds ?? []) {
    if (!campaigns.some(({ campaignId }) => campaignId === id)) throw refuse("NOT_FOUND", { what: "campaign", id });
  }
  if (dialGroupId !== null && campaigns.length === 0) await demandDialGroup(tx, accountId, dialGroupId);
  if (agentId !== null) {
    await demandAgent(tx, accountId, agentId);
    const closed = campaigns.find(({ assigned }) => !assigned);
    if (closed) {
      const { campaignId, dialGroupId: closedGroup } = closed;
      throw refuse("AGENT_WITHOUT_ACCESS", { field: "agentId", agentId, campaignId, dialGroupId: closedGroup });
    }
  }
  const day = DateTime.fromJSDate(now, { zone: scope.timeZone }).startOf("day");
  return {
    scope,
    now,
    today: day.toISODate() ?? "",
    dayBegins: day.toJSDate(),
    dayEnds: day.plus({ days: 1 }).startOf("day").toJSDate(),
    agentId,
    campaigns,
    attemptsPerPhone,
    gates: gatesOf(campaigns, rules),
    running,
  };
}

// The first entries by version and by time are read, and not whether there is one: of that the planner may think that any row will do, and
// read all leads when none does.
const askedFor = ({ campaignIds, dialGroupId, agentId }: Wanted, accountId: number, now: Date) => sql`
  select campaign.campaign_id as "campaignId", campaign.dial_group_id as "dialGroupId", dial_group.dial_mode as "dialMode",
    array[mon_sched, tue_sched, wed_sched, thu_sched, fri_sched, sat_sched, sun_sched] as week,
    dial_group.max_leads_returned as "maxLeadsReturned", dial_group.require_fetched_leads_called as "requireFetchedLeadsCalled",
    dial_group.enable_absolute_priority as "absolutePriority", campaign.campaign_priority as "campaignPriority",
    case
      when not dial_group.is_active or campaign.is_active = 0 or campaign.end_date <= ${now} or campaign.start_date > ${now} then 'nothing'
      when campaign.is_active = 2 then 'agentCallbacks'
      else 'all'
    end as dialed,
    campaign.dial_version as "dialVersion",
    campaign.queue_made = campaign.queue_change and coalesce((
      select lead.dial_version from lead
      where lead.account_id = campaign.account_id and lead.campaign_id = campaign.campaign_id and lead.queued
      order by lead.dial_version
      limit 1), campaign.dial_version) = campaign.dial_version as "isQueued",
    coalesce((
      select lead.due_at from lead
      where lead.account_id = campaign.account_id and lead.campaign_id = campaign.campaign_id and lead.due_at is not null
      order by lead.due_at
      limit 1) <= ${now}, false) as "isDue",
    exists (
      select from dial_group_agent
      where dial_group_agent.account_id = campaign.account_id and dial_group_agent.dial_group_id = campaign.dial_group_id
        and dial_group_agent.agent_id = ${agentId ?? null}) as assigned
  from campaign
  join dial_group on dial_group.account_id = campaign.account_id and dial_group.dial_group_id = campaign.dial_group_id
  where campaign.account_id = ${accountId}
    and (campaign.campaign_id = any (${campaignIds ?? null}::bigint[]) or campaign.dial_group_id = ${dialGroupId ?? null})`;

async function demandDialGroup(tx: Tx, accountId: number, dialGroupId: number): Promise<void> {
  const found = await tx.maybe(
    sql`select from dial_group where account_id = ${accountId} and dial_group_id = ${dialGroupId}`,
  );
  if (!found) throw refuse("NOT_FOUND", { what: "dial group", id: dialGroupId });
}

async function demandAgent(tx: Tx, accountId: number, agentId: number): Promise<void> {
  const agent = await tx.maybe<{ is_active: boolean }>(
    sql`select is_active from agent where account_id = ${accountId} and agent_id = ${agentId}`,
  );
  if (agent?.is_active) return;
  throw refuse("INVALID_FIELD", {
    field: "agentId",
    got: agent ? `${agentId}, an agent who is inactive` : `${agentId}, and there is no such agent`,
    takes: "the id of an active agent of this account",
  });
}
