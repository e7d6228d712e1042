import { type Sql, sql } from "../db/sql.ts";
import type { Asking } from "./asking.ts";
import { openGates } from "./gates.ts";
import { dialOrder, indexOrder } from "./why-not.ts";

/** A part of the dial index whose leads stand in one order: of a campaign, in a zone that may be called now, for one agent or (0) for anyone. */
interface IndexGate {
  campaignId: number;
  dialVersion: number;
  campaignPriority: number;
  timeZoneId: number;
  agentId: number;
}

function indexGates({ campaigns, gates, agentId, now }: Asking): IndexGate[] {
  const open = new Set(openGates(gates, now).map(({ campaignId, timeZoneId }) => `${campaignId}/${timeZoneId}`));
  const zones = new Set(gates.gates.map(({ timeZoneId }) => timeZoneId));
  return campaigns.flatMap(({ campaignId, dialVersion, campaignPriority, dialed }) => {
    const agents = [...(dialed === "all" ? [0] : []), ...(dialed !== "nothing" && agentId !== null ? [agentId] : [])];
    return [...zones]
      .filter((timeZoneId) => open.has(`${campaignId}/${timeZoneId}`))
      .flatMap((timeZoneId) =>
        agents.map((agent) => ({ campaignId, dialVersion, campaignPriority, timeZoneId, agentId: agent })),
      );
  });
}

/** For whom a lead is: the agent it is reserved for, or whose callback it is; 0: anyone. As the dial index has it. */
export const leadAgent = sql`coalesce(lead.reserved_agent_id, lead.callback_agent_id, 0)`;

/**
 * The ids of the first leads in the dial index that may be called at the moment, in order, as a query: so many of each gate, or so many in all.
 * `only` is a condition on `lead` and what is `joined`; without one the leads are taken as they stand there. Numbers are pieces of
 * the statement, since the planner would take a parameter for a tenth of all leads.
 */
export function firstEntries(asking: Asking, many: Sql, of: "each" | "all", joined = sql``, only = sql`true`): Sql {
  const gates = indexGates(asking);
  const column = (key: keyof IndexGate) => gates.map((gate) => gate[key]);
  return sql`
    select lead.lead_id
    from unnest((select ${column("campaignId")}::bigint[]), (select ${column("dialVersion")}::int[]), (select ${column("campaignPriority")}::int[]),
      (select ${column("timeZoneId")}::smallint[]), (select ${column("agentId")}::bigint[]))
      as gate (campaign_id, dial_version, campaign_priority, time_zone_id, agent_id)
    cross join lateral (
      select lead.*
      from lead ${joined}
      where lead.account_id = ${asking.scope.accountId} and lead.campaign_id = gate.campaign_id and lead.dial_version = gate.dial_version
        and lead.time_zone_id = gate.time_zone_id and ${leadAgent} = gate.agent_id and lead.queued and ${only}
      order by ${indexOrder(asking)}
      limit ${many}
    ) as lead
    ${of === "all" ? sql`order by ${dialOrder(asking, sql`gate.campaign_priority`)} limit ${many}` : sql``}`;
}
