import Type from "typebox";
import { recordAudit } from "../accounts/audit/audit.ts";
import type { Caller } from "../accounts/caller.ts";
import { requireQuota } from "../accounts/quotas.ts";
import type { Tx } from "../db/database.ts";
import { limitTo, type Page } from "../db/page.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { Name } from "../validation/field-schemas.ts";
import { type Fields, insertColumns, selectList, updateAssignments, type Values } from "../validation/fields.ts";

/** The settings of an agent group. */
export const agentGroupFields = {
  groupName: { column: "group_name", dialing: "none", effect: "label", schema: Name },
  isDefault: { column: "is_default", dialing: "none", effect: "kept", schema: Type.Boolean() },
} as const satisfies Fields;

export interface AgentGroup extends Values<typeof agentGroupFields> {
  agentGroupId: number;
}

type AgentGroupInput = Partial<Values<typeof agentGroupFields>>;

const columns = sql`agent_group_id as "agentGroupId", ${selectList(agentGroupFields, "agent_group")}`;

/** The agent groups of an account, oldest first. */
export function listAgentGroups(tx: Tx, accountId: number, page: Page = {}): Promise<AgentGroup[]> {
  return tx.query<AgentGroup>(sql`
    select ${columns} from agent_group where account_id = ${accountId} order by agent_group_id ${limitTo(page)}
  `);
}

export function getAgentGroup(tx: Tx, accountId: number, agentGroupId: number): Promise<AgentGroup> {
  return lockAgentGroup(tx, accountId, agentGroupId, sql``);
}

export async function createAgentGroup(
  tx: Tx,
  caller: Caller,
  accountId: number,
  given: AgentGroupInput,
): Promise<AgentGroup> {
  await requireQuota(tx, accountId, "agentGroups");
  if (given.isDefault) await clearDefault(tx, accountId);
  const fields = insertColumns(agentGroupFields, given);
  const after = await tx.one<AgentGroup>(sql`
    insert into agent_group (account_id ${fields.columns}) values (${accountId} ${fields.values}) returning ${columns}
  `);
  await audit(tx, caller, accountId, "CREATE", undefined, after);
  return after;
}

export async function updateAgentGroup(
  tx: Tx,
  caller: Caller,
  accountId: number,
  agentGroupId: number,
  given: AgentGroupInput,
): Promise<AgentGroup> {
  const before = await lockAgentGroup(tx, accountId, agentGroupId, sql`for no key update`);
  if (given.isDefault && !before.isDefault) await clearDefault(tx, accountId);
  const after = await tx.one<AgentGroup>(sql`
    update agent_group set agent_group_id = agent_group_id ${updateAssignments(agentGroupFields, given)}
    where account_id = ${accountId} and agent_group_id = ${agentGroupId}
    returning ${columns}
  `);
  await audit(tx, caller, accountId, "UPDATE", before, after);
  return after;
}

/** Deletes a group; refuses while agents are in it. */
export async function deleteAgentGroup(tx: Tx, caller: Caller, accountId: number, agentGroupId: number): Promise<void> {
  const before = await lockAgentGroup(tx, accountId, agentGroupId, sql`for update`);
  const agent = await tx.maybe<{ id: number }>(sql`
    select agent_id as id from agent where account_id = ${accountId} and agent_group_id = ${agentGroupId} limit 1
  `);
  if (agent) {
    const reason = `still has agent ${agent.id}; delete its agents or move them to another group first`;
    throw refuse("CONFLICT", { what: "Agent group", id: agentGroupId, reason });
  }
  await tx.execute(sql`delete from agent_group where account_id = ${accountId} and agent_group_id = ${agentGroupId}`);
  await audit(tx, caller, accountId, "DELETE", before, undefined);
}

/** Reads an agent group; `lock` is the locking clause of the query, or empty. */
export async function lockAgentGroup(tx: Tx, accountId: number, agentGroupId: number, lock: Sql): Promise<AgentGroup> {
  const found = await tx.maybe<AgentGroup>(sql`
    select ${columns} from agent_group where account_id = ${accountId} and agent_group_id = ${agentGroupId} ${lock}
  `);
  if (!found) throw refuse("NOT_FOUND", { what: "agent group", id: agentGroupId });
  return found;
}

/** An account has at most one default group; a new default replaces the old one. */
async function clearDefault(tx: Tx, accountId: number): Promise<void> {
  await tx.execute(sql`update agent_group set is_default = false where account_id = ${accountId} and is_default`);
}

async function audit(
  tx: Tx,
  caller: Caller,
  accountId: number,
  type: "CREATE" | "UPDATE" | "DELETE",
  before: AgentGroup | undefined,
  after: AgentGroup | undefined,
): Promise<void> {
  const { agentGroupId: id, groupName: description } = (after ?? before) as AgentGroup;
  await recordAudit(tx, caller, accountId, { type, entity: "AgentGroup", id, description, before, after });
}
