import { DateTime } from "luxon";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import type { Scope } from "../leads/criteria.ts";
import type { Week } from "./calling-hours.ts";

/** A campaign with what dialing it takes of its dial group. */
interface DialedCampaign {
  campaignId: number;
  dialGroupId: number;
  week: Week;
  dialMode: string;
  maxLeadsReturned: number;
  requireFetchedLeadsCalled: boolean;
  absolutePriority: boolean;
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
}

/** The campaigns that are asked for: one, several, or all of a dial group. */
export interface Wanted {
  campaignIds?: readonly number[] | undefined;
  dialGroupId?: number | undefined;
  /** The agent who asks, or is asked for; absent: a dialer, for whoever is free. */
  agentId?: number | undefined;
}

/** Reads what the rules need of account, dial groups and campaigns. Refuses ids of others, and agents who do not work for these dial groups. */
export async function readAsking(tx: Tx, scope: Scope, wanted: Wanted, now: Date): Promise<Asking> {
  const { campaignIds = null, dialGroupId = null, agentId = null } = wanted;
  const { accountId } = scope;
  const campaigns = await tx.query<DialedCampaign & { attemptsPerPhone: number | null; assigned: boolean }>(sql`
    select campaign.campaign_id as "campaignId", campaign.dial_group_id as "dialGroupId", dial_group.dial_mode as "dialMode",
      array[mon_sched, tue_sched, wed_sched, thu_sched, fri_sched, sat_sched, sun_sched] as week,
      dial_group.max_leads_returned as "maxLeadsReturned", dial_group.require_fetched_leads_called as "requireFetchedLeadsCalled",
      dial_group.enable_absolute_priority as "absolutePriority", account.attempts_per_phone_per_day as "attemptsPerPhone",
      exists (
        select from dial_group_agent
        where dial_group_agent.account_id = campaign.account_id and dial_group_agent.dial_group_id = campaign.dial_group_id
          and dial_group_agent.agent_id = ${agentId}) as assigned
    from campaign
    join dial_group on dial_group.account_id = campaign.account_id and dial_group.dial_group_id = campaign.dial_group_id
    join account on account.account_id = campaign.account_id
    where campaign.account_id = ${accountId}
      and (campaign.campaign_id = any (${campaignIds}::bigint[]) or campaign.dial_group_id = ${dialGroupId})
    order by campaign.campaign_id
  `);
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
    attemptsPerPhone: campaigns[0]?.attemptsPerPhone ?? null,
  };
}

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
