import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";

/**
 * The agent whom a lead is for, over the row named `lead`; null: anyone. If a lead has both a callback and a
 * reservation, they name the same agent.
 */
export const agentOf = (lead: Sql): Sql => sql`coalesce(${lead}.callback_agent_id, ${lead}.reserved_agent_id)`;

/**
 * Whether a lead is served to nobody in a campaign, because its agent is gone, inactive, or not in the campaign's dial
 * group.
 */
export function isOrphaned(accountId: number, lead: Sql, campaignId = sql`${lead}.campaign_id`): Sql {
  return sql`(${agentOf(lead)} is not null and not exists (
    select from campaign
    join dial_group_agent as member on member.account_id = campaign.account_id and member.dial_group_id = campaign.dial_group_id
    join agent on agent.account_id = member.account_id and agent.agent_id = member.agent_id and agent.is_active
    where campaign.account_id = ${accountId} and campaign.campaign_id = ${campaignId} and member.agent_id = ${agentOf(lead)}))`;
}

/** Whose leads to count: those of agents, or those of a campaign. */
type OrphanScope = { agentIds: readonly number[] } | { campaignId: number };

/** Makes a change to agents or campaigns, and counts how many more leads are served to nobody afterwards. */
export async function countOrphaned<T>(
  tx: Tx,
  accountId: number,
  whose: OrphanScope,
  change: () => Promise<T>,
): Promise<{ result: T; orphanedLeads: number }> {
  const before = await countOrphanedLeads(tx, accountId, whose);
  const result = await change();
  return { result, orphanedLeads: Math.max(0, (await countOrphanedLeads(tx, accountId, whose)) - before) };
}

async function countOrphanedLeads(tx: Tx, accountId: number, whose: OrphanScope): Promise<number> {
  const among = (column: Sql) =>
    "campaignId" in whose
      ? sql`lead.campaign_id = ${whose.campaignId} and ${column} is not null`
      : sql`${column} = any (${whose.agentIds}::bigint[])`;
  // Each half uses its own index; reservations and open callbacks are few compared with all leads.
  const { count } = await tx.one<{ count: number }>(sql`
    select count(*)
    from (
      select lead_id, campaign_id, callback_agent_id, reserved_agent_id from lead
      where lead.account_id = ${accountId} and lead.reserved_agent_id is not null and ${among(sql`lead.reserved_agent_id`)}
      union
      select lead_id, campaign_id, callback_agent_id, reserved_agent_id from lead
      where lead.account_id = ${accountId} and lead.callback_at is not null and ${among(sql`lead.callback_agent_id`)}
    ) as lead
    where ${isOrphaned(accountId, sql`lead`)}
  `);
  return count;
}
