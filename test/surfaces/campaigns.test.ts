import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let other: Client & { accountId: number };
let base: string;
let theirs: string;

beforeAll(async () => {
  program = await startProgram();
  base = `/voice/api/v1/admin/accounts/${program.accountId}`;
  other = await program.as(null);
  theirs = `/voice/api/v1/admin/accounts/${other.accountId}`;
});
afterAll(() => program.stop());

async function made(path: string, body: object, client: Client = program) {
  const answer = await client.request("POST", path, body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

const dialGroup = async (): Promise<number> =>
  (await made(`${base}/dialGroups`, { dialGroupName: "Sales", dialMode: "PREVIEW" })).dialGroupId;

async function campaign(more: object = {}) {
  const path = `${base}/dialGroups/${await dialGroup()}/campaigns`;
  const body = await made(path, { campaignName: "Summer", ...more });
  return { path: `${path}/${body.campaignId}`, body };
}

describe("dial groups", () => {
  test("are created, listed, read, changed, and deleted", async () => {
    const id = await dialGroup();
    const path = `${base}/dialGroups/${id}`;
    expect((await program.request("GET", path)).body).toMatchObject({
      dialGroupId: id,
      dialGroupName: "Sales",
      dialMode: "PREVIEW",
      isActive: true,
      maxLeadsReturned: 1,
      enableCallbacksAfterMaxpass: true,
      permissions: [],
    });
    const changed = await program.request("PUT", path, {
      maxLeadsReturned: "7",
      isActive: 0,
      enableAgentFilter: "true",
    });
    expect(changed.body).toMatchObject({
      maxLeadsReturned: 7,
      isActive: false,
      enableAgentFilter: true,
      dialMode: "PREVIEW",
    });
    expect(await program.request("DELETE", path)).toMatchObject({ status: 200, body: true });
    expect(await program.request("GET", path)).toMatchObject({
      status: 404,
      body: { errorCode: "resource.not.found" },
    });
  });

  test("come with their campaigns, and with permissions on request", async () => {
    const { body } = await campaign();
    const { body: groups } = await program.request("GET", `${base}/dialGroups/withChildren?includePermissions=true`);
    const group = groups.find((one: { dialGroupId: number }) => one.dialGroupId === body.dialGroup.dialGroupId);
    expect(group.campaigns).toMatchObject([{ campaignId: body.campaignId, campaignName: "Summer" }]);
    expect(group.permissions).toEqual(["CREATE", "READ", "UPDATE", "DELETE", "REPORT"]);
    const viewer = await program.as("viewer");
    const seen = (await viewer.request("GET", `${base}/dialGroups/withChildren?includePermissions=true`)).body;
    expect(seen[0].permissions).toEqual(["READ", "REPORT"]);
  });

  test("come in pages counted from 1", async () => {
    await dialGroup();
    await dialGroup();
    const all = (await program.request("GET", `${base}/dialGroups`)).body;
    const second = (await program.request("GET", `${base}/dialGroups?page=2&maxRows=1`)).body;
    expect(second).toEqual([all[1]]);
    expect(await program.request("GET", `${base}/dialGroups?page=0`)).toMatchObject({ status: 400 });
  });

  test("with campaigns cannot be deleted, and the answer says what to do", async () => {
    const { path } = await campaign();
    const answer = await program.request("DELETE", path.split("/campaigns")[0] as string);
    expect(answer).toMatchObject({ status: 409, body: { errorCode: "conflict" } });
    expect(answer.body.generalMessage).toMatch(/still has campaign \d+; delete its campaigns or move them/);
  });

  test("get new agents in place of the old ones", async () => {
    const id = await dialGroup();
    const { agentGroupId } = await made(`${base}/agentGroups`, { groupName: "Team" });
    const agents = [];
    for (const username of ["zoe", "yan"])
      agents.push((await made(`${base}/agentGroups/${agentGroupId}/agents`, { username })).agentId);
    const path = `${base}/dialGroups/${id}`;
    const assign = (body: unknown) => program.request("PUT", `${path}/assignAgents`, body);
    await assign(agents.map((agentId) => ({ agentId, dialGroupId: id })));
    const assigned = await assign([{ agentId: String(agents[1]), dialGroupId: id, hciClicker: "true" }]);
    expect(assigned.body).toMatchObject([
      { agentId: agents[1], agentDialGroupMembers: [{ agentId: agents[1], dialGroupId: id, hciClicker: true }] },
    ]);
    expect((await program.request("GET", `${path}/assignedAgents?page=1&maxRows=5`)).body).toEqual(assigned.body);
    const wrong = await assign([{ agentId: agents[0], dialGroupId: id + 1 }]);
    expect(wrong).toMatchObject({ status: 400, body: { errorCode: "invalid.param" } });
    expect(wrong.body.details).toContain(`0.dialGroupId is ${id + 1}; it takes ${id}`);
  });
});

describe("campaigns", () => {
  test("can be read, changed in one field, and written back without loss", async () => {
    const settings = {
      callerId: "4155550123",
      seedSuccessRate: 75.125,
      targetAbandonRate: 3.5,
      customDialZoneGroup: null,
      allowLeadInserts: "1",
      afterCallState: { id: 11786, description: "Available", deep: [{ a: null, b: [1.5, "x", false] }] },
      script: { id: 4, name: "Ünïcode ✓" },
      startDate: "2020-05-26T07:00:00.000+0000",
      endDate: "2035-05-26T00:00:00-07:00",
      genericKeyValuePairs: "",
      ["__proto__"]: { polluted: true },
    };
    const { path } = await campaign(settings);
    const read = (await program.request("GET", path)).body;
    expect(read).toMatchObject({ ...settings, endDate: "2035-05-26T07:00:00.000+0000" });
    const written = await program.request("PUT", path, { ...read, maxPasses: 5 });
    expect(written.status).toBe(200);
    expect(written.body).toEqual({ ...read, maxPasses: 5 });
    expect((await program.request("GET", path)).body).toEqual({ ...read, maxPasses: 5 });
  });

  test("keep fields that a change does not name, and drop a date set to null", async () => {
    const { path } = await campaign({ maxPasses: 8, endDate: "2035-01-01T00:00:00.000+0000", appUrl: "https://x" });
    const changed = (await program.request("PUT", path, { campaignDesc: "d", endDate: null, campaignName: null })).body;
    expect(changed).toMatchObject({
      maxPasses: 8,
      endDate: null,
      appUrl: "https://x",
      campaignDesc: "d",
      campaignName: "Summer",
    });
  });

  test.each([
    [{ campaignName: "  " }, "campaignName"],
    [{ isActive: 3 }, "isActive"],
    [{ dialLoadedOrder: 5 }, "dialLoadedOrder"],
    [{ campaignPriority: 0 }, "campaignPriority"],
    [{ maxPasses: 0 }, "maxPasses"],
    [{ maxDailyPasses: 0 }, "maxDailyPasses"],
    [{ maxDialLimit: -2 }, "maxDialLimit"],
    [{ passDelayMin: -1 }, "passDelayMin"],
    [{ monSched: "25002600" }, "monSched"],
    [{ tueSched: "0800" }, "tueSched"],
    [{ wedSched: "08602100" }, "wedSched"],
    [{ satSched: "21002100" }, "satSched"],
    [{ startDate: "yesterday" }, "startDate"],
    [{ startDate: "2026-02-30T00:00:00Z" }, "startDate"],
    [{ startDate: "2026-08-01T00:00:00Z", endDate: "2026-07-01T00:00:00Z" }, "endDate"],
    [{ targetAbandonRate: 101 }, "targetAbandonRate"],
    [{ maxPasses: "many" }, "maxPasses"],
    [{ appUrl: "half a \ud800 pair" }, "appUrl"],
    [{ script: { pages: ["\0"] } }, "script.pages.0"],
    [{ script: { "\ud800": 1 } }, "script.\ufffd"],
  ])("%j is refused, and the message names %s and the allowed values", async (body, field) => {
    const { path } = await campaign();
    const before = (await program.request("GET", path)).body;
    const answer = await program.request("PUT", path, body);
    expect(answer).toMatchObject({ status: 400, body: { errorCode: "invalid.param" } });
    expect(answer.body.generalMessage).toMatch(new RegExp(`^${field} is .+; it takes .+\\.$`));
    expect((await program.request("GET", path)).body).toEqual(before);
  });

  test("accept -1 for no limit, and numbers as text", async () => {
    const { path } = await campaign({ maxDailyPasses: -1, maxDialLimit: "-1", campaignPriority: "5", isActive: "2" });
    expect((await program.request("GET", path)).body).toMatchObject({
      maxDailyPasses: -1,
      maxDialLimit: -1,
      campaignPriority: 5,
      isActive: 2,
    });
  });

  test("without a name are refused", async () => {
    const answer = await program.request("POST", `${base}/dialGroups/${await dialGroup()}/campaigns`, { isActive: 1 });
    expect(answer).toMatchObject({ status: 400, body: { errorCode: "missing.required.param" } });
    expect(answer.body.generalMessage).toContain("campaignName");
  });

  test("answer clearCache with true as text", async () => {
    const { path } = await campaign();
    const answer = await program.request("POST", `${path}/clearCache`);
    expect(answer).toMatchObject({ status: 201, body: "true" });
    expect(answer.headers.get("content-type")).toMatch("text/plain");
    expect(await program.request("POST", `${path}1/clearCache`)).toMatchObject({ status: 404 });
  });

  test("are cloned by query, as RingCX clients do, and by body", async () => {
    const { path, body } = await campaign({ maxPasses: 8, appUrl: "https://x" });
    await made(`${path}/campaignDispositions`, { disposition: "Sold", isSuccess: true });
    await made(`${path}/lists`, { listDesc: "July" });
    const clone = await program.request("POST", `${path}/clone?newCampaignName=Second+Summer&newCountryCode=CAN`);
    expect(clone).toMatchObject({
      status: 201,
      body: {
        campaignName: "Second Summer",
        countryId: "CAN",
        maxPasses: 8,
        appUrl: "https://x",
        dialGroup: body.dialGroup,
      },
    });
    expect(clone.body.campaignId).not.toBe(body.campaignId);
    const at = path.replace(/\d+$/, clone.body.campaignId);
    expect((await program.request("GET", `${at}/campaignDispositions`)).body).toMatchObject([
      { disposition: "Sold", isSuccess: true },
    ]);
    expect((await program.request("GET", `${at}/lists`)).body).toEqual([]);
    const dialGroupId = await dialGroup();
    const elsewhere = await made(`${path}/clone`, { campaignName: "Third", dialGroupId });
    expect(elsewhere).toMatchObject({ campaignName: "Third", dialGroup: { dialGroupId } });
  });

  test("are deleted with their dispositions and empty lists", async () => {
    const { path } = await campaign();
    await made(`${path}/lists`, { listDesc: "July" });
    expect(await program.request("DELETE", path)).toMatchObject({ status: 200, body: true });
    expect(await program.request("GET", `${path}/lists`)).toMatchObject({ status: 404 });
  });
});

describe("campaign dispositions", () => {
  test("are written and read the way real clients do", async () => {
    const { path } = await campaign();
    const at = `${path}/campaignDispositions`;
    const vmDrop = {
      disposition: "VM DROP",
      rank: 30,
      isComplete: true,
      isRequeued: 0,
      requeueDelay: 120,
      requeueDelayDuration: "MINUTES",
      dncTagLabel: "GLOBAL",
      xfer: 2,
      xferDest: "4155550144",
      xferDestE164: null,
      destCampaign: null,
      categoryIds: [],
      timeout: 1,
    };
    const row = await made(at, vmDrop);
    expect(row).toMatchObject({ ...vmDrop, isRequeued: false, name: "VM DROP" });
    expect((await program.request("GET", at)).body).toEqual([row]);
    const back = await program.request("PUT", `${at}/${row.dispositionId}`, {
      ...row,
      disposition: "Voicemail",
      isDefault: true,
    });
    expect(back.body).toEqual({ ...row, disposition: "Voicemail", name: "Voicemail", isDefault: true });
    expect(
      (await program.request("PUT", `${at}/${row.dispositionId}`, { ...back.body, name: "VM" })).body.disposition,
    ).toBe("VM");
    expect(await program.request("DELETE", `${at}/${row.dispositionId}`)).toMatchObject({ status: 200, body: true });
    expect((await program.request("GET", at)).body).toEqual([]);
  });

  test("store requeue delays in hours and days, and the campaign that leads move to", async () => {
    const target = await campaign();
    const { path } = await campaign();
    const row = await made(`${path}/campaignDispositions`, {
      name: "Later",
      isRequeued: 2,
      requeueDelay: 2,
      requeueDelayDuration: "HOURS",
      destCampaign: { campaignId: target.body.campaignId },
    });
    expect(row).toMatchObject({
      isRequeued: true,
      requeueDelay: 120,
      requeueDelayDuration: "MINUTES",
      destCampaignId: target.body.campaignId,
      destCampaign: { campaignId: target.body.campaignId },
    });
    const at = `${path}/campaignDispositions/${row.dispositionId}`;
    expect((await program.request("PUT", at, { ...row, destCampaign: null })).body).toMatchObject({
      destCampaignId: null,
      destCampaign: null,
    });
    expect(await program.request("PUT", at, { destCampaign: { id: 987654 } })).toMatchObject({ status: 404 });
    expect(await program.request("PUT", at, { requeueDelayDuration: "WEEKS" })).toMatchObject({ status: 400 });
    expect(await program.request("POST", `${path}/campaignDispositions`, { isComplete: true })).toMatchObject({
      status: 400,
    });
    expect(await program.request("POST", `${path}/campaignDispositions`, { name: "later" })).toMatchObject({
      status: 409,
    });
  });
});

describe("lists", () => {
  test("are created, listed below dial group and account, changed, and deleted", async () => {
    const { path, body } = await campaign();
    const list = await made(`${path}/lists`, { listDesc: "July", listPriority: "3" });
    expect(list).toMatchObject({
      listDesc: "July",
      listState: "ACTIVE",
      listPriority: 3,
      uploadedBy: "admin@example.com",
      leadsSupplied: 0,
      leadsInserted: 0,
      dncRemoved: 0,
      leadCount: 0,
      leadStates: {},
      campaignId: body.campaignId,
    });
    expect(list.uploadDate).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+0000$/);
    const short = `${base}/campaigns/${body.campaignId}/lists`;
    expect((await program.request("GET", `${path}/lists`)).body).toEqual([list]);
    expect((await program.request("GET", short)).body).toEqual([list]);
    expect((await program.request("PUT", `${short}/${list.listId}`, { ...list, listState: "ARCHIVED" })).body).toEqual({
      ...list,
      listState: "ARCHIVED",
    });
    const wrong = await program.request("PUT", `${short}/${list.listId}`, { listState: "GONE" });
    expect(wrong.body.generalMessage).toMatch(/^listState is "GONE"; it takes one of ACTIVE, PAUSED/);
    expect(await program.request("DELETE", `${path}/lists/${list.listId}`)).toMatchObject({ status: 200, body: true });
    expect(await program.request("GET", `${short}/${list.listId}`)).toMatchObject({ status: 404 });
  });
});

test("things of another account or under another parent are not found, and nothing changes", async () => {
  const { path, body } = await campaign();
  const disposition = await made(`${path}/campaignDispositions`, { name: "Sold" });
  const list = await made(`${path}/lists`, { listDesc: "July" });
  const dialGroupId = body.dialGroup.dialGroupId;
  const elsewhere = `${base}/dialGroups/${await dialGroup()}/campaigns/${body.campaignId}`;
  const foreign = path.replace(base, theirs);
  const below = [
    "",
    "/campaignDispositions",
    `/campaignDispositions/${disposition.dispositionId}`,
    "/lists",
    `/lists/${list.listId}`,
  ];
  const paths = below.flatMap(
    (end) =>
      [
        [program, elsewhere + end],
        [other, foreign + end],
      ] as const,
  );
  for (const [client, at] of paths) {
    expect([at, (await client.request("GET", at)).status]).toEqual([at, 404]);
    if (/\d$/.test(at)) {
      expect([at, (await client.request("PUT", at, {})).status]).toEqual([at, 404]);
      expect([at, (await client.request("DELETE", at)).status]).toEqual([at, 404]);
    } else {
      expect([at, (await client.request("POST", at, { name: "x", listDesc: "x" })).status]).toEqual([at, 404]);
    }
  }
  const group = `${theirs}/dialGroups/${dialGroupId}`;
  for (const [method, at, sent] of [
    ["GET", group],
    ["PUT", group, {}],
    ["DELETE", group],
    ["GET", `${group}/campaigns`],
    ["POST", `${group}/campaigns`, { campaignName: "x" }],
    ["GET", `${group}/assignedAgents`],
    ["PUT", `${group}/assignAgents`, []],
    ["POST", `${group}/campaigns/${body.campaignId}/clearCache`],
    ["POST", `${group}/campaigns/${body.campaignId}/clone`, {}],
  ] as const)
    expect([method, at, (await other.request(method, at, sent)).status]).toEqual([method, at, 404]);
  expect(await other.request("GET", path)).toMatchObject({ status: 404 });
  expect((await program.request("GET", path)).body).toEqual(body);
  expect((await program.request("GET", `${path}/lists`)).body).toEqual([list]);
});

test("a viewer can read but not write", async () => {
  const viewer = await program.as("viewer");
  const { path } = await campaign();
  expect(await viewer.request("GET", path)).toMatchObject({ status: 200 });
  for (const [method, at] of [
    ["PUT", path],
    ["DELETE", path],
    ["POST", `${path}/lists`],
    ["POST", `${path}/clone`],
  ] as const)
    expect(await viewer.request(method, at, { listDesc: "x" })).toMatchObject({
      status: 403,
      body: { errorCode: "access.denied.exception" },
    });
});

test("the legacy paths, ~, and the samples' placeholder work too", async () => {
  const id = await dialGroup();
  for (const account of ["~", "{accountId}", "%7BaccountId%7D", program.accountId])
    expect(await program.request("GET", `/api/v1/admin/accounts/${account}/dialGroups/${id}`)).toMatchObject({
      status: 200,
    });
});
