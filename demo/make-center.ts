import type { Caller } from "../src/accounts/caller.ts";
import { hashPassword } from "../src/accounts/sign-in/passwords/passwords.ts";
import { createAgentGroup } from "../src/agents/agent-groups.ts";
import { createAgent } from "../src/agents/agents.ts";
import { createCampaign } from "../src/campaigns/campaigns.ts";
import { createDialGroup } from "../src/campaigns/dial-groups.ts";
import type { Tx } from "../src/db/database.ts";
import { sql } from "../src/db/sql.ts";
import { createDisposition } from "../src/dispositions/dispositions.ts";
import { agentGroups, type DemoCampaign, dialGroups, type Outcome, sharedAgents } from "./center.ts";

/** A created campaign, with what its leads need to be dialed. */
export interface CreatedCampaign {
  campaign: DemoCampaign;
  campaignId: number;
  preview: boolean;
  agentIds: number[];
}

const day = 24 * 60 * 60_000;

/** Creates the account's dial groups, campaigns, dispositions, and agents, dated two months back. */
export async function makeCenter(tx: Tx, caller: Caller, accountId: number, now: Date): Promise<CreatedCampaign[]> {
  const made: CreatedCampaign[] = [];
  for (const [position, group] of dialGroups.entries()) {
    const { dialGroupId } = await createDialGroup(tx, caller, accountId, { values: group.values, settings: {} });
    const agentIds = await makeAgents(tx, caller, accountId, position, dialGroupId);
    for (const campaign of group.campaigns) {
      const given = {
        values: { ...campaign.values, ...schedule(campaign), ...endDateOf(campaign, now) },
        settings: {},
      };
      const { campaignId } = await createCampaign(tx, caller, accountId, dialGroupId, given);
      for (const [rank, outcome] of campaign.outcomes.entries()) {
        const values = dispositionValues(outcome, rank + 1);
        await createDisposition(tx, caller, accountId, campaignId, { values, settings: {} });
      }
      made.push({ campaign, campaignId, agentIds, preview: group.values.dialMode === "PREVIEW" });
    }
  }
  await backdate(tx, accountId, new Date(now.getTime() - 60 * day));
  return made;
}

/** Creates a dial group's agents and adds the shared agents, who exist from the first dial group on. Returns all their ids. */
async function makeAgents(
  tx: Tx,
  caller: Caller,
  accountId: number,
  position: number,
  dialGroupId: number,
): Promise<number[]> {
  const agentIds: number[] = [];
  for (const { name, agents } of agentGroups.filter(({ dialGroup }) => dialGroup === position)) {
    const { agentGroupId } = await createAgentGroup(tx, caller, accountId, {
      groupName: name,
      isDefault: position === 0,
    });
    for (const [i, fullName] of agents.entries()) {
      const [firstName = "", lastName = ""] = fullName.split(" ");
      const username = `${firstName}.${lastName}@example.com`.toLowerCase();
      const { agentId } = await createAgent(tx, caller, accountId, agentGroupId, {
        values: { username, firstName, lastName, email: username, agentType: i === 0 ? "SUPERVISOR" : "AGENT" },
        settings: {},
        dialGroups: [{ dialGroupId }],
      });
      agentIds.push(agentId);
    }
  }
  const helping = await tx.query<{ agent_id: number }>(sql`
    insert into dial_group_agent (account_id, dial_group_id, agent_id)
    select account_id, ${dialGroupId}, agent_id from agent
    where account_id = ${accountId} and first_name || ' ' || last_name = any (${sharedAgents}::text[])
    on conflict do nothing
    returning agent_id
  `);
  return [...agentIds, ...helping.map(({ agent_id }) => agent_id)];
}

function schedule({ schedule: { mon, tue, wed, thu, fri, sat, sun } }: DemoCampaign) {
  return { monSched: mon, tueSched: tue, wedSched: wed, thuSched: thu, friSched: fri, satSched: sat, sunSched: sun };
}

function endDateOf({ ended }: DemoCampaign, now: Date) {
  return ended === undefined ? {} : { endDate: new Date(now.getTime() - ended * day) };
}

function dispositionValues({ name, result }: Outcome, rank: number) {
  return {
    name,
    rank,
    isComplete: result === "complete" || result === "success",
    isSuccess: result === "success",
    isRequeued: result === "requeue" || result === "callback",
    requeueDelay: result === "requeue" ? 240 : 0,
    doNotCall: result === "do-not-call",
    isContact: name !== "Wrong number",
    isDefault: name === "Decision maker not in",
    requireNote: result === "callback",
  };
}

/** Dates everything created so far back to `then`, so that no campaign is younger than its calls. */
async function backdate(tx: Tx, accountId: number, then: Date): Promise<void> {
  await tx.execute(sql`update account set created_at = ${then} where account_id = ${accountId}`);
  await tx.execute(sql`update app_user set created_at = ${then} where home_account_id = ${accountId}`);
  await tx.execute(sql`update dial_group set created_at = ${then} where account_id = ${accountId}`);
  await tx.execute(sql`update campaign set created_at = ${then} where account_id = ${accountId}`);
  await tx.execute(sql`update agent set created_at = ${then} where account_id = ${accountId}`);
}

/** The administrator, created by the first start, and the users the demo adds. All share one password. */
export const administrator = "admin@example.com";
export const users = [
  { email: "manager@example.com", role: "manager", firstName: "Morgan", lastName: "Hale" },
  { email: "dana.whitfield@example.com", role: "dialer", firstName: "Dana", lastName: "Whitfield" },
  { email: "viewer@example.com", role: "viewer", firstName: "Vera", lastName: "Quinn" },
] as const;

/** Names the account and creates its users. */
export async function makeUsers(tx: Tx, accountId: number, password: string): Promise<void> {
  await tx.execute(sql`update account set account_name = 'Brightline (demo)' where account_id = ${accountId}`);
  await tx.execute(sql`
    with made as (
      insert into app_user (email, password_hash, first_name, last_name, home_account_id)
      select email, ${await hashPassword(password)}, "firstName", "lastName", ${accountId}
      from json_to_recordset(${JSON.stringify(users)}::json) as given (email text, "firstName" text, "lastName" text)
      returning user_id, email
    )
    insert into account_role (account_id, user_id, role)
    select ${accountId}, made.user_id, given.role
    from json_to_recordset(${JSON.stringify(users)}::json) as given (email text, role text)
    join made on made.email = given.email
  `);
}
