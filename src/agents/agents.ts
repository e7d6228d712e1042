import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { requireQuota } from "../accounts/quotas.ts";
import type { Tx } from "../db/database.ts";
import { limitTo, type Page } from "../db/page.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuseOnViolation } from "../db/violation.ts";
import { queueChanged } from "../dial-queue/queue-changed.ts";
import { refuse } from "../errors.ts";
import {
  dialingEffect,
  type FieldInput,
  insertColumns,
  type Settings,
  selectList,
  updateAssignments,
  type Values,
} from "../validation/fields.ts";
import { requireSmallSettings } from "../validation/json-size.ts";
import { agentFields, withoutSecrets } from "./agent-fields.ts";
import { lockAgentGroup } from "./agent-groups.ts";
import { assignToDialGroups, type Membership } from "./dial-group-members.ts";
import { countOrphaned } from "./orphaned-leads.ts";

/** An agent with their dial groups. */
export interface Agent extends Values<typeof agentFields> {
  agentId: number;
  agentGroupId: number;
  groupName: string;
  createdAt: Date;
  settings: Settings;
  dialGroups: Membership[];
}

/** An agent after a change. */
export interface ChangedAgent extends Agent {
  /** Leads with this agent's callback or reservation that the change leaves to nobody; absent: none. */
  orphanedLeads?: number;
}

/**
 * The fields to set. `dialGroups` replaces the agent's assignments; `agentGroupId` moves the agent to another group.
 */
export interface AgentInput extends FieldInput<typeof agentFields> {
  dialGroups?: Membership[] | undefined;
  agentGroupId?: number | undefined;
}

/** Which agents: all of the account, of a group, of a dial group, or one, optionally only if it is in that group. */
export interface AgentFilter {
  agentGroupId?: number | undefined;
  dialGroupId?: number | undefined;
  agentId?: number | undefined;
}

const selectAgents = sql`
  select agent.agent_id as "agentId", agent.agent_group_id as "agentGroupId", group_name as "groupName",
    agent.created_at as "createdAt", agent.settings, ${selectList(agentFields, "agent")},
    (select coalesce(jsonb_agg(jsonb_build_object('dialGroupId', dial_group_id, 'hciClicker', hci_clicker) order by dial_group_id), '[]')
      from dial_group_agent as member
      where member.account_id = agent.account_id and member.agent_id = agent.agent_id) as "dialGroups"
  from agent
  join agent_group on agent_group.account_id = agent.account_id and agent_group.agent_group_id = agent.agent_group_id
`;

/** Agents, oldest first. */
export function listAgents(tx: Tx, accountId: number, which: AgentFilter = {}, page: Page = {}): Promise<Agent[]> {
  return tx.query<Agent>(
    sql`${selectAgents} where ${matchesFilter(accountId, which)} order by agent.agent_id ${limitTo(page)}`,
  );
}

/** One agent; with `agentGroupId`, only if in that group. */
export function getAgent(tx: Tx, accountId: number, agentId: number, agentGroupId?: number): Promise<Agent> {
  return lockAgent(tx, accountId, agentId, agentGroupId, sql``);
}

export async function createAgent(
  tx: Tx,
  caller: Caller,
  accountId: number,
  agentGroupId: number,
  given: AgentInput,
): Promise<Agent> {
  await lockAgentGroup(tx, accountId, agentGroupId, sql`for key share`);
  requireSmallSettings(given.settings);
  await requireQuota(tx, accountId, "agents");
  const fields = insertColumns(agentFields, given.values);
  const { id } = await requireUniqueUsername(
    tx.one<{ id: number }>(sql`
      insert into agent (account_id, agent_group_id, settings ${fields.columns})
      values (${accountId}, ${agentGroupId}, ${JSON.stringify(withoutSecrets(given.settings))} ${fields.values})
      returning agent_id as id
    `),
    given.values.username,
  );
  if (given.dialGroups) await assignToDialGroups(tx, accountId, id, given.dialGroups);
  const after = await getAgent(tx, accountId, id);
  await recordAudit(tx, caller, accountId, {
    type: "CREATE",
    entity: "Agent",
    id,
    description: after.username,
    after,
  });
  return after;
}

/** Changes an agent, and counts the leads that this leaves to nobody. */
export async function updateAgent(
  tx: Tx,
  caller: Caller,
  accountId: number,
  agentId: number,
  agentGroupId: number | undefined,
  given: AgentInput,
): Promise<ChangedAgent> {
  const before = await lockAgent(tx, accountId, agentId, agentGroupId, sql`for no key update of agent`);
  const moveTo = given.agentGroupId ?? before.agentGroupId;
  if (moveTo !== before.agentGroupId) await lockAgentGroup(tx, accountId, moveTo, sql`for key share`);
  const { orphanedLeads } = await countOrphaned(tx, accountId, { agentIds: [agentId] }, async () => {
    await requireUniqueUsername(
      tx.execute(sql`
        update agent set settings = settings || ${JSON.stringify(withoutSecrets(given.settings))}::jsonb,
          agent_group_id = ${moveTo} ${updateAssignments(agentFields, given.values)}
        where account_id = ${accountId} and agent_id = ${agentId}
      `),
      given.values.username,
    );
    if (given.dialGroups) await assignToDialGroups(tx, accountId, agentId, given.dialGroups);
  });
  const after = await getAgent(tx, accountId, agentId);
  requireSmallSettings(after.settings, before.settings);
  await queueChanged(tx, accountId, dialingEffect(agentFields, before, after));
  await recordAudit(tx, caller, accountId, {
    type: "UPDATE",
    entity: "Agent",
    id: agentId,
    description: after.username,
    before,
    after,
  });
  return orphanedLeads > 0 ? { ...after, orphanedLeads } : after;
}

/**
 * Deletes an agent. Refuses while leads are reserved for them or await their callback, since nobody else would get
 * those.
 */
export async function deleteAgent(
  tx: Tx,
  caller: Caller,
  accountId: number,
  agentId: number,
  agentGroupId?: number,
): Promise<void> {
  const before = await lockAgent(tx, accountId, agentId, agentGroupId, sql`for update of agent`);
  const { held } = await tx.one<{ held: boolean }>(sql`
    select
      exists (select from lead where account_id = ${accountId} and reserved_agent_id = ${agentId})
      or exists (select from lead where account_id = ${accountId} and callback_at is not null and callback_agent_id = ${agentId})
      as held
  `);
  if (held) {
    const reason =
      "still has reserved leads or callbacks; clear them with AGENT_RESERVATION (agent 0) or CALLBACK_LEADS first, or set isActive to false";
    throw refuse("CONFLICT", { what: "Agent", id: agentId, reason });
  }
  await tx.execute(sql`delete from agent where account_id = ${accountId} and agent_id = ${agentId}`);
  await recordAudit(tx, caller, accountId, {
    type: "DELETE",
    entity: "Agent",
    id: agentId,
    description: before.username,
    before,
  });
}

/** Reads an agent; `lock` is the locking clause of the query, or empty. */
async function lockAgent(
  tx: Tx,
  accountId: number,
  agentId: number,
  agentGroupId: number | undefined,
  lock: Sql,
): Promise<Agent> {
  const agent = await tx.maybe<Agent>(
    sql`${selectAgents} where ${matchesFilter(accountId, { agentId, agentGroupId })} ${lock}`,
  );
  if (!agent) throw refuse("NOT_FOUND", { what: "agent", id: agentId });
  return agent;
}

function matchesFilter(accountId: number, { agentGroupId, dialGroupId, agentId }: AgentFilter): Sql {
  return sql`agent.account_id = ${accountId}
    and (${agentId ?? null}::bigint is null or agent.agent_id = ${agentId ?? null})
    and (${agentGroupId ?? null}::bigint is null or agent.agent_group_id = ${agentGroupId ?? null})
    and (${dialGroupId ?? null}::bigint is null or exists (
      select from dial_group_agent as member
      where member.account_id = agent.account_id and member.agent_id = agent.agent_id and member.dial_group_id = ${dialGroupId ?? null}))`;
}

function requireUniqueUsername<T>(statement: Promise<T>, username: string | undefined): Promise<T> {
  const reason = "belongs to another agent of this account; choose another username";
  return refuseOnViolation(statement, "agent_username", () =>
    refuse("CONFLICT", { what: "Username", id: username, reason }),
  );
}
