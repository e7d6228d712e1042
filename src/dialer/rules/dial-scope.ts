import { DateTime } from "luxon";
import type { Tx } from "../../db/database.ts";
import { identifier, prepared, sql } from "../../db/sql.ts";
import { placeAfterAll } from "../../dial-queue/entry.ts";
import type { OpenPart } from "../../dial-queue/front.ts";
import type { Part } from "../../dial-queue/refill.ts";
import { refuse } from "../../errors.ts";
import { type RunningStop, runningStops } from "../../leads/binding.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { requireActiveAgent } from "../claims/campaign-agent.ts";
import type { Week } from "./calling-hours.ts";
import {
  type CallingRules,
  type CallingSchedules,
  callingRules,
  openSchedules,
  schedulesOf,
} from "./calling-schedules.ts";

/** A campaign with its dial group's settings, as far as dialing needs them. */
export interface DialedCampaign {
  campaignId: number;
  dialGroupId: number;
  week: Week;
  dialMode: string;
  maxLeadsReturned: number;
  requireFetchedLeadsCalled: boolean;
  absolutePriority: boolean;
  campaignPriority: number;
  /** Which of its leads may be dialed now: all, only agents' own callbacks, or none. */
  dialed: "all" | "agentCallbacks" | "nothing";
  /** The state of its dial queue; null: never filled. */
  fill: Fill | null;
}

/** How a campaign's dial queue was last refilled. Times are in milliseconds since the epoch. */
interface Fill {
  /** The number of refills so far. */
  fills: number;
  /** Emptied because the order changed; unusable until refilled. */
  isEmpty: boolean;
  /** Leads may be missing because something changed since the refill. */
  isOutdated: boolean;
  /** Null while the queue is empty, like the two times below. */
  filledAt: number;
  /** Leads due by this time are queued. */
  coveredUntil: number;
  /** When time alone changes what the rules say, such as a window that opens. */
  validUntil: number;
  /** How long the refill took, in milliseconds. */
  tookMs: number;
  parts: Part[];
}

/** A request for leads: who asks, for which campaigns, and when, with everything the rules need. */
export interface DialScope {
  scope: Scope;
  now: Date;
  /** The current day in the account's time zone, `2026-12-25`, and when it begins and ends. */
  today: string;
  dayBegins: Date;
  dayEnds: Date;
  /** Whether the account is closed, so that nothing is dialed. */
  isClosed: boolean;
  /** Null: a dialer, for whichever agent is free. */
  agentId: number | null;
  /** The claim that already holds the lead in question: its own hold on lead and numbers is no reason not to call. */
  heldBy?: number;
  campaigns: DialedCampaign[];
  /** The limit of attempts per number and day; null: only campaigns' own limits apply. */
  attemptsPerPhone: number | null;
  schedules: CallingSchedules;
  /** Stopping actions that are running. Complete only if holdRules was called earlier in the transaction. */
  running: RunningStop[];
}

/** Which campaigns are asked for: by id, or all of a dial group. */
export interface DialFilter {
  campaignIds?: readonly number[] | undefined;
  dialGroupId?: number | undefined;
  /** The agent on whose behalf; absent: a dialer, for whichever agent is free. */
  agentId?: number | undefined;
}

/**
 * Reads what the rules need from account, dial groups and campaigns, in one statement, since every claim runs it.
 * Refuses unknown ids, and agents who don't work for the dial groups.
 */
export async function readDialScope(tx: Tx, scope: Scope, wanted: DialFilter, now: Date): Promise<DialScope> {
  const { campaignIds = null, dialGroupId = null, agentId = null } = wanted;
  const { accountId } = scope;
  const { campaigns, running, attemptsPerPhone, isClosed, ...rules } = await tx.one<
    CallingRules & {
      campaigns: (DialedCampaign & { assigned: boolean })[];
      running: RunningStop[];
      attemptsPerPhone: number | null;
      isClosed: boolean;
    }
  >(
    prepared(sql`
      select attempts_per_phone_per_day as "attemptsPerPhone", closed_at is not null as "isClosed", ${runningStops(accountId)} as running, ${callingRules(accountId, now)},
        (select coalesce(json_agg(to_json(asked) order by "campaignId"), '[]') from (${campaignsWanted(wanted, accountId, now)}) as asked) as campaigns
      from account where account_id = ${accountId}
    `),
  );
  for (const id of campaignIds ?? []) {
    if (!campaigns.some(({ campaignId }) => campaignId === id)) throw refuse("NOT_FOUND", { what: "campaign", id });
  }
  if (dialGroupId !== null && campaigns.length === 0) await requireDialGroup(tx, accountId, dialGroupId);
  if (agentId !== null) {
    await requireActiveAgent(tx, accountId, agentId, "agentId");
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
    isClosed,
    agentId,
    campaigns,
    attemptsPerPhone,
    schedules: schedulesOf(campaigns, rules),
    running,
  };
}

/** A time column in milliseconds since the epoch. */
const epoch = (column: string) => sql`floor(extract(epoch from ${identifier(column)}) * 1000)::bigint`;

const campaignsWanted = ({ campaignIds, dialGroupId, agentId }: DialFilter, accountId: number, now: Date) => sql`
  select campaign.campaign_id as "campaignId", campaign.dial_group_id as "dialGroupId", dial_group.dial_mode as "dialMode",
    array[mon_sched, tue_sched, wed_sched, thu_sched, fri_sched, sat_sched, sun_sched] as week,
    dial_group.max_leads_returned as "maxLeadsReturned", dial_group.require_fetched_leads_called as "requireFetchedLeadsCalled",
    dial_group.enable_absolute_priority as "absolutePriority", campaign.campaign_priority as "campaignPriority",
    case
      when not dial_group.is_active or campaign.is_active = 0 or campaign.end_date <= ${now} or campaign.start_date > ${now} then 'nothing'
      when campaign.is_active = 2 then 'agentCallbacks'
      else 'all'
    end as dialed,
    (select json_build_object('fills', fills, 'isEmpty', filled_changes is null, 'isOutdated', filled_changes is distinct from changes,
        'filledAt', ${epoch("filled_at")}, 'coveredUntil', ${epoch("covered_until")}, 'validUntil', ${epoch("valid_until")}, 'tookMs', took_ms, 'parts', parts)
      from dial_queue_fill
      where dial_queue_fill.account_id = campaign.account_id and dial_queue_fill.campaign_id = campaign.campaign_id) as fill,
    exists (
      select from dial_group_agent
      where dial_group_agent.account_id = campaign.account_id and dial_group_agent.dial_group_id = campaign.dial_group_id
        and dial_group_agent.agent_id = ${agentId ?? null}) as assigned
  from campaign
  join dial_group on dial_group.account_id = campaign.account_id and dial_group.dial_group_id = campaign.dial_group_id
  where campaign.account_id = ${accountId}
    and (campaign.campaign_id = any (${campaignIds ?? null}::bigint[]) or campaign.dial_group_id = ${dialGroupId ?? null})`;

async function requireDialGroup(tx: Tx, accountId: number, dialGroupId: number): Promise<void> {
  const found = await tx.maybe(
    sql`select from dial_group where account_id = ${accountId} and dial_group_id = ${dialGroupId}`,
  );
  if (!found) throw refuse("NOT_FOUND", { what: "dial group", id: dialGroupId });
}

/**
 * The parts of the dial queue from which the request may be served now: open zones, anyone's leads and the agent's own.
 */
export function openParts({ campaigns, schedules, agentId, now }: DialScope): OpenPart[] {
  const open = new Set(
    openSchedules(schedules, now).map(({ campaignId, timeZoneId }) => `${campaignId}/${timeZoneId}`),
  );
  const zones = [...new Set(schedules.schedules.map(({ timeZoneId }) => timeZoneId))];
  return campaigns.flatMap(({ campaignId, campaignPriority, dialed, fill }) => {
    const agents = [...(dialed === "all" ? [0] : []), ...(dialed !== "nothing" && agentId !== null ? [agentId] : [])];
    const known = new Map(fill?.parts.map((part) => [`${part.zone}/${part.agent}`, part]));
    const found = zones
      .filter((zone) => open.has(`${campaignId}/${zone}`))
      .flatMap((zone) => agents.map((agent) => ({ zone, agent, part: known.get(`${zone}/${agent}`) })));
    // Campaigns of equal priority share calls in proportion to their dialable leads.
    const weight = Math.max(
      1,
      found.reduce((sum, { part }) => sum + (part?.dialable ?? 0), 0),
    );
    return found.map(({ zone, agent, part }) => ({
      campaignId,
      zone,
      agent,
      last: part?.last ?? placeAfterAll,
      campaignPriority,
      weight,
    }));
  });
}
