import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let other: Client & { accountId: number };
let base: string;
let groups: string;
let made = 0;

beforeAll(async () => {
  program = await startProgram();
  other = await program.as(null);
  base = `/voice/api/v1/admin/accounts/${program.accountId}`;
  groups = `${base}/agentGroups`;
});
afterAll(() => program.stop());

async function create(path: string, body: object) {
  const answer = await program.request("POST", path, body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

const group = async () => `${groups}/${(await create(groups, { groupName: "Team" })).agentGroupId}`;

async function agent(more: object = {}) {
  const at = `${await group()}/agents`;
  const body = await create(at, { username: `agent${++made}`, ...more });
  return { at, path: `${at}/${body.agentId}`, body };
}

describe("agent groups", () => {
  test("are created, listed, read, changed, and deleted", async () => {
    const body = await create(groups, { groupName: "Team", isDefault: "true" });
    expect(body).toMatchObject({ groupName: "Team", isDefault: true, permissions: [] });
    const path = `${groups}/${body.agentGroupId}`;
    expect((await program.request("GET", groups)).body).toContainEqual(body);
    expect((await program.request("PUT", path, { ...body, groupName: "Crew" })).body).toEqual({
      ...body,
      groupName: "Crew",
    });
    const seen = (await program.request("GET", `${path}?includePermissions=true`)).body;
    expect(seen).toMatchObject({ groupName: "Crew", permissions: ["CREATE", "READ", "UPDATE", "DELETE", "REPORT"] });
    expect(await program.request("DELETE", path)).toMatchObject({ status: 200, body: true });
    expect(await program.request("GET", path)).toMatchObject({ status: 404 });
  });

  test("with agents cannot be deleted", async () => {
    const { at } = await agent();
    const answer = await program.request("DELETE", at.replace("/agents", ""));
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.body.generalMessage).toMatch(/still has agent \d+; delete its agents or move them/);
  });
});

describe("agents", () => {
  test("can be read, changed in one field, and written back without loss", async () => {
    const { dialGroupId } = await create(`${base}/dialGroups`, { dialGroupName: "Sales" });
    const { path, body } = await agent({
      firstName: "Ann",
      email: "ann@example.com",
      agentType: "SUPERVISOR",
      allowManualPass: true,
      agentRank: 2.5,
      regionalSettings: { a: [null, { b: "ü" }] },
      externalAgentId: null,
      dialGroupAssignments: [dialGroupId],
    });
    expect(body).toMatchObject({
      firstName: "Ann",
      lastName: "",
      isActive: true,
      active: true,
      agentGroup: { groupName: "Team" },
      regionalSettings: { a: [null, { b: "ü" }] },
      externalAgentId: null,
      dialGroupAssignments: [dialGroupId],
      agentDialGroupMembers: [{ agentId: body.agentId, dialGroupId, hciClicker: false }],
    });
    expect((await program.request("PUT", path, { ...body, lastName: "Lee" })).body).toEqual({
      ...body,
      lastName: "Lee",
    });
    expect((await program.request("GET", path)).body).toEqual({ ...body, lastName: "Lee" });
    expect((await program.request("PUT", path, { dialGroupAssignments: [] })).body.agentDialGroupMembers).toEqual([]);
  });

  test("never show or keep a password", async () => {
    const { path } = await agent({
      password: "hunter2secret",
      sipPassword: "hunter2secret",
      phoneLoginPin: "hunter2secret",
    });
    await program.request("PUT", path, { password: "hunter2secret" });
    expect(JSON.stringify((await program.request("GET", path)).body)).not.toContain("hunter2secret");
    const { rows } = await program.db.pool.query(
      "select agent::text as row from agent union all select audit::text from audit",
    );
    expect(JSON.stringify(rows)).not.toContain("hunter2secret");
  });

  test("are changed together, all or none", async () => {
    const { at, body } = await agent();
    const second = await create(at, { username: `agent${++made}` });
    const changed = await program.request("PUT", at, [
      { agentId: body.agentId, firstName: "A" },
      { agentId: String(second.agentId), firstName: "B", isActive: false },
    ]);
    expect(changed.body).toMatchObject([{ firstName: "A" }, { firstName: "B", isActive: false, active: false }]);
    const stranger = await agent();
    const refused = await program.request("PUT", at, [
      { agentId: body.agentId, firstName: "X" },
      { agentId: stranger.body.agentId, firstName: "Y" },
    ]);
    expect(refused).toMatchObject({ status: 404 });
    expect((await program.request("GET", at)).body).toMatchObject([{ firstName: "A" }, { firstName: "B" }]);
    expect(await program.request("PUT", at, [{ firstName: "nobody" }])).toMatchObject({ status: 400 });
  });

  test.each([
    [{ username: "" }, "username"],
    [{ email: "nobody" }, "email"],
    [{ agentType: "BOSS" }, "agentType"],
    [{ isActive: "perhaps" }, "isActive"],
    [{ dialGroupAssignments: ["x"] }, "dialGroupAssignments.0"],
  ])("%j is refused, and the message names %s", async (body, field) => {
    const { path } = await agent();
    const answer = await program.request("PUT", path, body);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body.generalMessage).toMatch(new RegExp(`^${field} is .+; it takes .+\\.$`));
  });

  test("have unique usernames", async () => {
    const first = await agent();
    const answer = await program.request("POST", first.at, { username: first.body.username.toUpperCase() });
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.body.generalMessage).toContain("choose another username");
    expect(await program.request("POST", first.at, {})).toMatchObject({
      status: 400,
      body: { errorCode: "missing.required.param" },
    });
  });

  test("of another group or account are not found", async () => {
    const { path, body, at } = await agent();
    const elsewhere = `${await group()}/agents/${body.agentId}`;
    const theirs = path.replace(/accounts\/\d+/, `accounts/${other.accountId}`);
    for (const [client, one] of [
      [program, elsewhere],
      [other, theirs],
      [other, path],
    ] as const) {
      expect(await client.request("GET", one)).toMatchObject({ status: 404 });
      expect(await client.request("PUT", one, {})).toMatchObject({ status: 404 });
      expect(await client.request("DELETE", one)).toMatchObject({ status: 404 });
    }
    const theirGroup = at.replace(/accounts\/\d+/, `accounts/${other.accountId}`);
    expect(await other.request("GET", theirGroup)).toMatchObject({ status: 404 });
    expect(await other.request("POST", theirGroup, { username: "x" })).toMatchObject({ status: 404 });
    expect((await program.request("GET", path)).body).toEqual(body);
    expect(await program.request("DELETE", path)).toMatchObject({ status: 200, body: true });
    expect(await program.request("GET", path)).toMatchObject({ status: 404 });
  });
});
