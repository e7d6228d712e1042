import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { isOpen } from "../claims/claim-status.ts";

/** How a campaign is dialed over the last `minutes`. Rates are percentages like its target; null without any call. */
interface CampaignFigures {
  campaignId: number;
  campaignName: string;
  dialGroupId: number;
  /** Leads fetched or ringing now; next, leads on a call now. */
  fetched: number;
  onCall: number;
  /** Calls that ended and await their disposition. */
  wrapUp: number;
  dialed: number;
  /** Calls a person answered, including those that found no agent. */
  answered: number;
  abandoned: number;
  answerRate: number | null;
  abandonRate: number | null;
  targetAbandonRate: number;
  /** Agents who had one of its calls, and the percentage of their time spent on any call and its wrap-up. */
  agents: number;
  occupancy: number | null;
}

/** An agent who had a claim or a call in these minutes. */
interface AgentFigures {
  agentId: number;
  name: string;
  state: "ON_CALL" | "WRAP_UP" | "DIALING" | "FETCHED" | "WAITING";
  /** When the current call or fetch began, or the agent began to wait. */
  since: Date;
  campaignId: number;
  calls: number;
  occupancy: number | null;
}

export interface FloorFigures {
  at: Date;
  minutes: number;
  campaigns: CampaignFigures[];
  agents: AgentFigures[];
}

// Agents don't sign out of Leadyard, so an agent without a call or claim for five minutes counts as gone.
const absentAfterMinutes = 5;

/** What an account's dialers are doing and did in the last minutes. Omits campaigns without any call or open claim. */
export async function readFloor(tx: Tx, accountId: number, minutes: number, now: Date): Promise<FloorFigures> {
  const from = new Date(now.getTime() - minutes * 60_000);
  const open = sql`
    select claim_id, campaign_id, agent_id, status, claimed_at, dialing_at, connected_at, hung_up_at from claim
    where account_id = ${accountId} and ${isOpen}`;
  // Actions can write passes too; those are not calls.
  const calls = sql`
    select campaign_id, agent_id, system_disposition, exclude_abandon, call_start, passed_at from pass
    where account_id = ${accountId} and passed_at >= ${from} and action_id is null`;
  const { campaigns, agents } = await tx.one<Pick<FloorFigures, "campaigns" | "agents">>(sql`
    with open as materialized (${open}), call as materialized (${calls}), spell as (
      select agent_id, campaign_id, greatest(coalesce(call_start, passed_at), ${from}) as began, passed_at as ended, true as over, null as status,
        passed_at as since
      from call where agent_id is not null
      union all
      select agent_id, campaign_id, greatest(coalesce(connected_at, claimed_at), ${from}), ${now}::timestamptz, false, status,
        greatest(coalesce(hung_up_at, connected_at, dialing_at, claimed_at), ${from})
      from open where agent_id is not null
    ), busy as (
      select agent_id, range_agg(tstzrange(began, greatest(ended, began))) as spells, min(began) as first, count(*) filter (where over) as calls,
        least(max(ended) + ${`${absentAfterMinutes} minutes`}::interval, ${now}::timestamptz) as last
      from spell group by agent_id
    ), present as (
      select agent_id, calls, extract(epoch from greatest(last - first, interval '0')) as present,
        (select coalesce(sum(extract(epoch from upper(each) - lower(each))), 0) from unnest(spells) as each) as busy
      from busy
    ), latest as (
      select distinct on (agent_id) agent_id, campaign_id, status, since
      from spell order by agent_id, over, array_position(array['ACTIVE', 'WRAP_UP', 'DIALING', 'PENDING'], status), ended desc
    ), counted as (
      select campaign_id, count(*) as dialed, count(*) filter (where system_disposition in ('ANSWER', 'ABANDON')) as answered,
        count(*) filter (where system_disposition = 'ABANDON' and not exclude_abandon) as abandoned, 0 as fetched, 0 as on_call, 0 as wrap_up
      from call group by campaign_id
      union all
      select campaign_id, 0, 0, 0, count(*) filter (where status in ('PENDING', 'DIALING')), count(*) filter (where status = 'ACTIVE'),
        count(*) filter (where status = 'WRAP_UP')
      from open group by campaign_id
    ), summed as (
      select campaign_id, sum(dialed) as dialed, sum(answered) as answered, sum(abandoned) as abandoned, sum(fetched) as fetched,
        sum(on_call) as on_call, sum(wrap_up) as wrap_up
      from counted group by campaign_id
    ), worked as (
      select campaign_id, count(*) as agents, round(100 * sum(busy) / nullif(sum(present), 0), 1) as occupancy
      from (select distinct campaign_id, agent_id from spell) as had join present using (agent_id)
      group by campaign_id
    )
    select (
      select coalesce(json_agg(json_build_object('campaignId', campaign.campaign_id, 'campaignName', campaign_name, 'dialGroupId', dial_group_id,
        'fetched', fetched, 'onCall', on_call, 'wrapUp', wrap_up, 'dialed', dialed, 'answered', answered, 'abandoned', abandoned,
        'answerRate', round(100 * answered / nullif(dialed, 0), 1), 'abandonRate', round(100 * abandoned / nullif(answered, 0), 1),
        'targetAbandonRate', target_abandon_rate, 'agents', coalesce(agents, 0), 'occupancy', occupancy) order by campaign.campaign_id), '[]')
      from summed
      join campaign on campaign.account_id = ${accountId} and campaign.campaign_id = summed.campaign_id
      left join worked on worked.campaign_id = summed.campaign_id
    ) as campaigns, (
      select coalesce(json_agg(json_build_object('agentId', agent.agent_id,
        'name', coalesce(nullif(trim(first_name || ' ' || last_name), ''), username), 'campaignId', campaign_id,
        'state', case status when 'ACTIVE' then 'ON_CALL' when 'PENDING' then 'FETCHED' else coalesce(status, 'WAITING') end, 'since', since,
        'calls', calls, 'occupancy', round(100 * busy / nullif(present, 0), 1)) order by agent.agent_id), '[]')
      from present
      join latest using (agent_id)
      join agent on agent.account_id = ${accountId} and agent.agent_id = present.agent_id
      where since > ${new Date(now.getTime() - absentAfterMinutes * 60_000)} or status is not null
    ) as agents
  `);
  return { at: now, minutes, campaigns, agents: agents.map((one) => ({ ...one, since: new Date(one.since) })) };
}
