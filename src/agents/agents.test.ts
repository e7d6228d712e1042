import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../test/support/database.ts";
import { auditOf, bareLead, twoAccounts } from "../../test/support/two-accounts.ts";
import type { Caller } from "../accounts/caller.ts";
import { createCampaign } from "../campaigns/campaigns.ts";
import { createDialGroup } from "../campaigns/dial-groups.ts";
import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { createList } from "../lists/lists.ts";
import { createAgentGroup, deleteAgentGroup, listAgentGroups, updateAgentGroup } from "./agent-groups.ts";
import { type AgentInput, createAgent, deleteAgent, getAgent, listAgents, updateAgent } from "./agents.ts";
import { assignAgents } from "./dial-group-members.ts";

let store: Awaited<ReturnType<typeof testDatabase>>;
let db: Database;
let account: number;
let other: number;
let caller: Caller;
let group: number;
let made = 0;

beforeAll(async () => {
  store = await testDatabase();
  db = store.db;
  ({ account, other, caller } = await twoAccounts(db));
  group = (await agentGroup()).agentGroupId;
});
afterAll(() => store.drop());

function agentGroup(accountId = account, isDefault = false) {
  return db.transaction((tx) => createAgentGroup(tx, caller, accountId, { groupName: "Team", isDefault }));
}

function agent(more: Partial<AgentInput> = {}) {
  const given = { values: { username: `agent${++made}` }, settings: {}, ...more };
  return db.transaction((tx) => createAgent(tx, caller, account, group, given));
}

async function dialGroup(accountId = account) {
  const given = { values: { dialGroupName: "Sales" }, settings: {} };
  return (await db.transaction((tx) => createDialGroup(tx, caller, accountId, given))).dialGroupId;
}

test("creating, changing and deleting an agent is audited", async () => {
  const { agentId } = await agent({ settings: { team: "A" } });
  await db.transaction((tx) =>
    updateAgent(tx, caller, account, agentId, group, {
      values: { firstName: "Bo", agentType: "SUPERVISOR" },
      settings: { rank: 2 },
    }),
  );
  expect(await getAgent(db, account, agentId, group)).toMatchObject({
    firstName: "Bo",
    agentType: "SUPERVISOR",
    isActive: true,
    groupName: "Team",
    settings: { team: "A", rank: 2 },
    dialGroups: [],
  });
  await db.transaction((tx) => deleteAgent(tx, caller, account, agentId));
  await expect(getAgent(db, account, agentId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await auditOf(db, account, "Agent", agentId)).map((row) => row.type)).toEqual(["CREATE", "UPDATE", "DELETE"]);
});

test("passwords and PINs are neither stored nor audited, at any depth", async () => {
  const settings = {
    password: "hunter2",
    sipPassword: "hunter2",
    phoneLoginPin: "hunter2",
    deep: [{ password: "hunter2", a: 1 }],
  };
  const { agentId } = await agent({ settings });
  await db.transaction((tx) => updateAgent(tx, caller, account, agentId, group, { values: {}, settings }));
  expect((await getAgent(db, account, agentId)).settings).toEqual({ deep: [{ a: 1 }] });
  const { rows } = await db.pool.query("select a::text as row from agent a union all select a::text from audit a");
  expect(rows.filter(({ row }) => row.includes("hunter2"))).toEqual([]);
  expect(rows.length).toBeGreaterThan(2);
});

test("a username is unique within an account, ignoring case", async () => {
  const first = await agent();
  const refused = {
    code: "CONFLICT",
    message: `Username ${first.username.toUpperCase()} belongs to another agent of this account; choose another username.`,
  };
  const values = { username: first.username.toUpperCase() };
  await expect(agent({ values })).rejects.toMatchObject(refused);
  const second = await agent();
  await expect(
    db.transaction((tx) => updateAgent(tx, caller, account, second.agentId, group, { values, settings: {} })),
  ).rejects.toMatchObject(refused);
  const theirs = (await agentGroup(other)).agentGroupId;
  const same = await db.transaction((tx) => createAgent(tx, caller, other, theirs, { values, settings: {} }));
  expect(same.username).toBe(values.username);
});

test("an agent is assigned to dial groups, and an unspecified hciClicker stays", async () => {
  const [first, second] = [await dialGroup(), await dialGroup()];
  const someone = await agent({ dialGroups: [{ dialGroupId: first }] });
  const { agentId } = await agent({ dialGroups: [{ dialGroupId: first, hciClicker: true }] });
  const change = (dialGroups: AgentInput["dialGroups"]) =>
    db.transaction((tx) => updateAgent(tx, caller, account, agentId, group, { values: {}, settings: {}, dialGroups }));
  expect((await change([{ dialGroupId: first }, { dialGroupId: second }])).dialGroups).toEqual([
    { dialGroupId: first, hciClicker: true },
    { dialGroupId: second, hciClicker: false },
  ]);
  expect((await change([{ dialGroupId: second, hciClicker: true }])).dialGroups).toEqual([
    { dialGroupId: second, hciClicker: true },
  ]);
  expect((await change(undefined)).dialGroups).toHaveLength(1);
  expect((await change([])).dialGroups).toEqual([]);
  expect((await getAgent(db, account, someone.agentId)).dialGroups).toEqual([
    { dialGroupId: first, hciClicker: false },
  ]);
  await expect(change([{ dialGroupId: await dialGroup(other) }])).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("assigning agents to a dial group replaces its members, is audited, and refuses agents of another account", async () => {
  const dialGroupId = await dialGroup();
  const [first, second] = [await agent(), await agent()];
  const assign = (...agentIds: number[]) =>
    db.transaction((tx) =>
      assignAgents(
        tx,
        caller,
        account,
        dialGroupId,
        agentIds.map((agentId) => ({ agentId })),
      ),
    );
  await assign(first.agentId, first.agentId);
  await assign(second.agentId);
  expect((await listAgents(db, account, { dialGroupId })).map((one) => one.agentId)).toEqual([second.agentId]);
  expect(await auditOf(db, account, "DialGroup", dialGroupId)).toMatchObject([
    { type: "CREATE" },
    { before: { agents: [] } },
    { before: { agents: [{ agentId: first.agentId }] }, after: { agents: [{ agentId: second.agentId }] } },
  ]);
  const theirGroup = (await agentGroup(other)).agentGroupId;
  const theirs = await db.transaction((tx) =>
    createAgent(tx, caller, other, theirGroup, { values: { username: "theirs" }, settings: {} }),
  );
  await expect(assign(second.agentId, theirs.agentId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await listAgents(db, account, { dialGroupId })).toHaveLength(1);
});

test("an agent with reserved leads or callbacks cannot be deleted", async () => {
  const [reserved, called] = [await agent(), await agent()];
  const given = { values: { campaignName: "Summer" }, settings: {} };
  const { campaignId } = await db.transaction(async (tx) =>
    createCampaign(tx, caller, account, await dialGroup(), given),
  );
  const { listId } = await db.transaction((tx) =>
    createList(tx, caller, account, { campaignId }, { listDesc: "A" }, new Date()),
  );
  await db.execute(
    sql`update lead set reserved_agent_id = ${reserved.agentId} where lead_id = ${await bareLead(db, account, campaignId, listId)}`,
  );
  await db.execute(sql`
    update lead set callback_at = now(), callback_agent_id = ${called.agentId}
    where lead_id = ${await bareLead(db, account, campaignId, listId)}
  `);
  for (const { agentId } of [reserved, called])
    await expect(db.transaction((tx) => deleteAgent(tx, caller, account, agentId))).rejects.toMatchObject({
      code: "CONFLICT",
    });
});

test("a group with agents cannot be deleted; an empty one can", async () => {
  const { agentGroupId } = await agentGroup();
  const { agentId } = await db.transaction((tx) =>
    createAgent(tx, caller, account, agentGroupId, { values: { username: "last" }, settings: {} }),
  );
  const remove = () => db.transaction((tx) => deleteAgentGroup(tx, caller, account, agentGroupId));
  await expect(remove()).rejects.toMatchObject({
    message: `Agent group ${agentGroupId} still has agent ${agentId}; delete its agents or move them to another group first.`,
  });
  await db.transaction((tx) =>
    updateAgent(tx, caller, account, agentId, agentGroupId, { values: {}, settings: {}, agentGroupId: group }),
  );
  await remove();
  expect((await listAgentGroups(db, account)).map((one) => one.agentGroupId)).not.toContain(agentGroupId);
});

test("an account has at most one default group", async () => {
  const first = await agentGroup(account, true);
  const second = await agentGroup(account, true);
  const defaults = async () =>
    (await listAgentGroups(db, account)).filter((one) => one.isDefault).map((one) => one.agentGroupId);
  expect(await defaults()).toEqual([second.agentGroupId]);
  await db.transaction((tx) => updateAgentGroup(tx, caller, account, first.agentGroupId, { isDefault: true }));
  expect(await defaults()).toEqual([first.agentGroupId]);
});

test("agents of another group or account are not found", async () => {
  const { agentId } = await agent();
  const { agentGroupId } = await agentGroup();
  const refused = { code: "NOT_FOUND" };
  const nothing = { values: {}, settings: {} };
  await expect(getAgent(db, account, agentId, agentGroupId)).rejects.toMatchObject(refused);
  await expect(getAgent(db, other, agentId)).rejects.toMatchObject(refused);
  const attempts = [
    () => db.transaction((tx) => updateAgent(tx, caller, account, agentId, agentGroupId, nothing)),
    () => db.transaction((tx) => updateAgent(tx, caller, other, agentId, undefined, nothing)),
    () => db.transaction((tx) => deleteAgent(tx, caller, other, agentId)),
    () => db.transaction((tx) => createAgent(tx, caller, other, group, { ...nothing, values: { username: "x" } })),
    () => db.transaction((tx) => deleteAgentGroup(tx, caller, other, group)),
    () => db.transaction((tx) => updateAgentGroup(tx, caller, other, group, { groupName: "x" })),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(refused);
});
