import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import type { Run } from "./action.ts";

/**
 * Refuses an agent who does not exist in the account, is inactive, or is not assigned to the dial group of every
 * campaign with a selected lead. `field` is the parameter that names the agent.
 */
export async function requireAgentAccess(run: Run, field: string, agentId: number): Promise<void> {
  const { tx, scope, condition } = run;
  const agent = await tx.maybe<{ isActive: boolean }>(sql`
    select is_active as "isActive" from agent where account_id = ${scope.accountId} and agent_id = ${agentId} for share
  `);
  if (!agent?.isActive) {
    throw refuse("INVALID_FIELD", {
      field,
      got: agent ? `${agentId}, an agent who is inactive` : `${agentId}, and there is no such agent`,
      takes: "the id of an active agent of this account",
    });
  }
  const closed = await tx.maybe<{ campaignId: number; dialGroupId: number }>(sql`
    select campaign.campaign_id as "campaignId", campaign.dial_group_id as "dialGroupId"
    from campaign
    where campaign.account_id = ${scope.accountId}
      and not exists (
        select from dial_group_agent
        where dial_group_agent.account_id = ${scope.accountId} and dial_group_agent.agent_id = ${agentId}
          and dial_group_agent.dial_group_id = campaign.dial_group_id)
      and campaign.campaign_id in (select lead.campaign_id from lead where ${condition})
    order by campaign.campaign_id
    limit 1
  `);
  if (closed) {
    throw refuse("AGENT_WITHOUT_ACCESS", {
      field,
      agentId,
      campaignId: closed.campaignId,
      dialGroupId: closed.dialGroupId,
    });
  }
}
