import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";

/** Refuses an agent who doesn't exist or is inactive. `field` is the request's field that names the agent. */
export async function requireActiveAgent(tx: Tx, accountId: number, agentId: number, field: string): Promise<void> {
  const agent = await tx.maybe<{ isActive: boolean }>(
    sql`select is_active as "isActive" from agent where account_id = ${accountId} and agent_id = ${agentId}`,
  );
  if (agent?.isActive) return;
  throw refuse("INVALID_FIELD", {
    field,
    got: agent ? `${agentId}, an agent who is inactive` : `${agentId}, and there is no such agent`,
    takes: "the id of an active agent of this account",
  });
}

/** Refuses an agent who is inactive or doesn't work for the campaign's dial group. */
export async function requireCampaignAgent(
  tx: Tx,
  accountId: number,
  campaignId: number,
  agentId: number,
  field: string,
): Promise<void> {
  const found = await tx.maybe<{ assigned: boolean; dialGroupId: number }>(sql`
    select campaign.dial_group_id as "dialGroupId", exists (
        select from dial_group_agent
        join agent on agent.account_id = dial_group_agent.account_id and agent.agent_id = dial_group_agent.agent_id and agent.is_active
        where dial_group_agent.account_id = campaign.account_id and dial_group_agent.dial_group_id = campaign.dial_group_id
          and dial_group_agent.agent_id = ${agentId}) as assigned
    from campaign where account_id = ${accountId} and campaign_id = ${campaignId}
  `);
  if (found?.assigned) return;
  await requireActiveAgent(tx, accountId, agentId, field);
  throw refuse("AGENT_WITHOUT_ACCESS", { field, agentId, campaignId, dialGroupId: found?.dialGroupId });
}
