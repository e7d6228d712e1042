import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { lockDialGroup } from "../campaigns/dial-groups.ts";
import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { countOrphaned } from "./orphaned-leads.ts";

/** An agent's assignment to a dial group. */
export interface Membership {
  dialGroupId: number;
  hciClicker?: boolean;
}

/** A member of a dial group. */
export interface Member {
  agentId: number;
  hciClicker?: boolean;
}

/**
 * Replaces the members of a dial group. Returns how many leads, with a callback by or reserved for members who left,
 * are no longer served to anybody.
 */
export async function assignAgents(
  tx: Tx,
  caller: Caller,
  accountId: number,
  dialGroupId: number,
  members: Member[],
): Promise<number> {
  const { dialGroupName } = await lockDialGroup(tx, accountId, dialGroupId, sql`for no key update`);
  const agentIds = members.map((member) => member.agentId);
  const unknown = await tx.maybe<{ id: number }>(sql`
    select id from unnest(${agentIds}::bigint[]) as id
    where not exists (select from agent where account_id = ${accountId} and agent_id = id)
  `);
  if (unknown) throw refuse("NOT_FOUND", { what: "agent", id: unknown.id });
  const leaving = await tx.query<{ agentId: number }>(sql`
    select agent_id as "agentId" from dial_group_agent
    where account_id = ${accountId} and dial_group_id = ${dialGroupId} and agent_id <> all (${agentIds}::bigint[])
  `);
  const left = leaving.map(({ agentId }) => agentId);
  const { result: before, orphanedLeads } = await countOrphaned(tx, accountId, { agentIds: left }, async () => {
    const had = await tx.query<{ agentId: number }>(sql`
      delete from dial_group_agent where account_id = ${accountId} and dial_group_id = ${dialGroupId}
      returning agent_id as "agentId", hci_clicker as "hciClicker"
    `);
    await tx.execute(sql`
      insert into dial_group_agent (account_id, dial_group_id, agent_id, hci_clicker)
      select ${accountId}, ${dialGroupId}, agent_id, bool_or(hci_clicker)
      from unnest(${agentIds}::bigint[], ${members.map((member) => member.hciClicker ?? false)}::boolean[]) as member (agent_id, hci_clicker)
      group by agent_id
    `);
    return had;
  });
  await recordAudit(tx, caller, accountId, {
    type: "UPDATE",
    entity: "DialGroup",
    id: dialGroupId,
    description: `${dialGroupName}: agents assigned`,
    before: { agents: before },
    after: { agents: members },
  });
  return orphanedLeads;
}

/** Replaces the dial groups of an agent. Without a value for `hciClicker`, the current one stays. */
export async function assignToDialGroups(
  tx: Tx,
  accountId: number,
  agentId: number,
  memberships: Membership[],
): Promise<void> {
  const dialGroupIds = memberships.map((membership) => membership.dialGroupId);
  const unknown = await tx.maybe<{ id: number }>(sql`
    select id from unnest(${dialGroupIds}::bigint[]) as id
    where not exists (select from dial_group where account_id = ${accountId} and dial_group_id = id)
  `);
  if (unknown) throw refuse("NOT_FOUND", { what: "dial group", id: unknown.id });
  await tx.execute(sql`
    delete from dial_group_agent
    where account_id = ${accountId} and agent_id = ${agentId} and dial_group_id <> all (${dialGroupIds}::bigint[])
  `);
  await tx.execute(sql`
    insert into dial_group_agent as member (account_id, dial_group_id, agent_id, hci_clicker)
    select ${accountId}, given.dial_group_id, ${agentId}, coalesce(bool_or(given.hci_clicker), bool_or(current.hci_clicker), false)
    from unnest(${dialGroupIds}::bigint[], ${memberships.map((membership) => membership.hciClicker ?? null)}::boolean[])
      as given (dial_group_id, hci_clicker)
    left join dial_group_agent as current on current.account_id = ${accountId} and current.agent_id = ${agentId}
      and current.dial_group_id = given.dial_group_id
    group by given.dial_group_id
    on conflict (account_id, dial_group_id, agent_id) do update set hci_clicker = excluded.hci_clicker
  `);
}
