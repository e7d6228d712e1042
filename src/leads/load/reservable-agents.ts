import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";

/**
 * Maps ids as clients wrote them to agents who are active and assigned to the campaign's dial group; drops the others.
 */
export async function reservableAgents(
  tx: Tx,
  accountId: number,
  campaignId: number,
  texts: Iterable<string>,
): Promise<Map<string, number>> {
  const ids = new Map([...texts].filter((text) => /^\d{1,15}$/.test(text)).map((text) => [text, Number(text)]));
  if (ids.size === 0) return ids;
  const agents = await tx.query<{ agentId: number }>(sql`
    select agent.agent_id as "agentId"
    from campaign
    join dial_group_agent on dial_group_agent.account_id = campaign.account_id and dial_group_agent.dial_group_id = campaign.dial_group_id
    join agent on agent.account_id = dial_group_agent.account_id and agent.agent_id = dial_group_agent.agent_id
    where campaign.account_id = ${accountId} and campaign.campaign_id = ${campaignId}
      and dial_group_agent.account_id = ${accountId} and agent.account_id = ${accountId}
      and agent.agent_id = any (${[...ids.values()]}::bigint[]) and agent.is_active
  `);
  const reservable = new Set(agents.map(({ agentId }) => agentId));
  return new Map([...ids].filter(([, id]) => reservable.has(id)));
}
