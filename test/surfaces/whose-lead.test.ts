import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addAgent, addCampaign, addLeads, type TestCampaign, type TestLead } from "../support/leads.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

// A Friday, 12:00 in New York.
const noon = new Date("2026-07-24T16:00:00Z");
const time = { now: noon };
const minutes = (n: number) => new Date(noon.getTime() + n * 60_000);
let program: Program;
/** A token that does not expire, since the test's clock moves by hours. */
let client: Client;
let base: string;
let wire: string;
let campaign: TestCampaign;
let [ann, bob] = [0, 0];

beforeAll(async () => {
  program = await startProgram({ clock: () => time.now });
  const { body } = await program.request("POST", "/v1/tokens", { label: "test" });
  client = program.client(body.token);
  base = `/v1/accounts/${program.accountId}`;
  wire = `/voice/api/v1/admin/accounts/${program.accountId}`;
});
afterAll(() => program.stop());
beforeEach(async () => {
  time.now = noon;
  campaign = await addCampaign(program.db, program.accountId);
  ann = await addAgent(program.db, program.accountId, campaign.dialGroupId);
  bob = await addAgent(program.db, program.accountId, campaign.dialGroupId);
});

const load = async (lead: TestLead = {}, into = campaign) =>
  ((await addLeads(program.db, into, [lead])) as [number])[0];
const act = async (action: string, leadId: number, params: object = {}) =>
  (await client.request("POST", `${base}/lead-actions`, { action, criteria: { leadIds: [leadId] }, params })).body;
const leadOf = async (leadId: number) => (await client.request("GET", `${base}/leads/${leadId}`)).body;
const callBack = (leadId: number, agentId: number) =>
  act("CALLBACK_LEADS", leadId, { ACTION_TYPE: "AGENT", RESERVATION_AGENT_ID: agentId });
const reserve = (leadId: number, agentId: number) =>
  act("AGENT_RESERVATION", leadId, { RESERVATION_AGENT_ID: agentId });
/** The lead's id if this agent is served it. */
const servedTo = async (agentId: number) => {
  const { body } = await client.request("POST", `${base}/dialer/claims`, {
    campaignId: campaign.campaignId,
    agentId,
  });
  return body.claims[0]?.lead.leadId;
};
const orphans = async () => {
  const criteria = { campaignIds: [campaign.campaignId], orphanedLeadsOnly: true };
  const { body } = await client.request("POST", `${base}/leads/search`, { criteria });
  return body.items.map(({ leadId }: { leadId: number }) => leadId);
};
const callbacksOf = async (query: string, of = campaign) =>
  (await client.request("GET", `${base}/callbacks?campaignId=${of.campaignId}&${query}`)).body.items;

describe("a lead belongs to one agent, and the latest change decides which:", () => {
  test("an agent the account does not have is refused by the name sent", async () => {
    const leadId = await load();
    const { status, body } = await client.request("PATCH", `${base}/leads/${leadId}`, { reservedAgentId: 4711 });
    expect([status, body.detail]).toEqual([400, expect.stringContaining("reservedAgentId")]);
  });

  test("a callback clears another agent's reservation, and its undo restores it", async () => {
    const leadId = await load({ reserved_agent_id: bob });
    const done = await callBack(leadId, ann);
    expect(done.warnings).toEqual([{ warning: "reservation for another agent cleared", count: 1 }]);
    expect(await leadOf(leadId)).toMatchObject({ reservedAgentId: null, callback: { agentId: ann } });
    const undone = await client.request("POST", `${base}/lead-actions/${done.id}/undo`);
    expect(undone.body).toMatchObject({ changed: 1, skipped: [] });
    expect(await leadOf(leadId)).toMatchObject({ reservedAgentId: bob, callback: null });
    await callBack(leadId, ann);
    expect([await servedTo(bob), await servedTo(ann)]).toEqual([undefined, leadId]);
  });

  test("a callback by the reserved agent keeps the reservation", async () => {
    const leadId = await load({ reserved_agent_id: ann });
    expect((await callBack(leadId, ann)).warnings).toBeUndefined();
    expect(await leadOf(leadId)).toMatchObject({ reservedAgentId: ann, callback: { agentId: ann } });
  });

  test("a callback for anyone clears the reservation", async () => {
    const leadId = await load({ reserved_agent_id: bob });
    const { warnings } = await act("CALLBACK_LEADS", leadId, { ACTION_TYPE: "ANY" });
    expect(warnings).toEqual([{ warning: "reservation for another agent cleared", count: 1 }]);
    expect(await servedTo(ann)).toBe(leadId);
  });

  test("a reservation takes over another agent's callback at the same time, and its undo returns it", async () => {
    const leadId = await load();
    await callBack(leadId, ann);
    const preview = await client.request("POST", `${base}/lead-actions`, {
      action: "AGENT_RESERVATION",
      criteria: { leadIds: [leadId] },
      params: { RESERVATION_AGENT_ID: bob },
      dryRun: true,
    });
    const warnings = [{ warning: "callback handed over from another agent", count: 1 }];
    expect(preview.body).toMatchObject({ wouldChange: 1, warnings });
    const done = await reserve(leadId, bob);
    expect(done.warnings).toEqual(warnings);
    expect(await leadOf(leadId)).toMatchObject({
      reservedAgentId: bob,
      callback: { agentId: bob, at: noon.toISOString() },
    });
    await client.request("POST", `${base}/lead-actions/${done.id}/undo`);
    expect(await leadOf(leadId)).toMatchObject({ reservedAgentId: null, callback: { agentId: ann } });
    await reserve(leadId, bob);
    expect([await servedTo(ann), await servedTo(bob)]).toEqual([undefined, leadId]);
  });

  test("the wire reports it too", async () => {
    const leadId = await load({ reserved_agent_id: bob });
    const { body } = await client.request("PUT", `${wire}/campaignLeads/actions?leadAction=CALLBACK_LEADS`, {
      campaignLeadSearchCriteria: { leadIds: [leadId] },
      leadActionParams: { paramMap: { ACTION_TYPE: "AGENT", RESERVATION_AGENT_ID: ann } },
    });
    expect(body).toMatchObject({
      leadUpdateCount: 1,
      warnings: [{ warning: "reservation for another agent cleared", count: 1 }],
    });
  });

  test.each([
    ["PATCH", "v1", "4155550177"],
    ["PATCH", "wire", "4155550178"],
    ["PUT", "wire", "4155550179"],
  ] as const)(
    "%s of a lead on %s that reserves it takes over another agent's callback",
    async (method, surface, leadPhone) => {
      const leadId = await load({ phone: `+1${leadPhone}` });
      await callBack(leadId, ann);
      const url = surface === "v1" ? `${base}/leads/${leadId}` : `${wire}/campaignLeads/${leadId}`;
      const reserved = surface === "v1" ? { reservedAgentId: bob } : { reserveAgent: String(bob) };
      const body = { leadPhone, ...reserved };
      const changed = await client.request(method, url, body);
      expect(changed).toMatchObject({ status: 200, body: { warnings: [expect.stringContaining("handed over")] } });
      expect(await servedTo(bob)).toBe(leadId);
      expect((await client.request(method, url, body)).body.warnings).toBeUndefined();
    },
  );

  test.each([
    ["another agent", () => bob],
    ["anyone", () => undefined],
  ])("a callback by %s made during the call clears the reservation, also when repeated", async (_, agent) => {
    const leadId = await load({ reserved_agent_id: ann });
    const { body } = await client.request("POST", `${base}/dialer/claims`, {
      campaignId: campaign.campaignId,
      agentId: ann,
    });
    const url = `${base}/dialer/claims/${body.claims[0].claimId}/complete`;
    const outcome = { systemDisposition: "ANSWER", callback: { at: minutes(30).toISOString(), agentId: agent() } };
    const completed = await client.request("POST", url, outcome);
    expect(completed.body.warnings).toEqual([`reservation for agent ${ann} cleared`]);
    expect((await client.request("POST", url, outcome)).body).toEqual(completed.body);
    time.now = minutes(31);
    expect(await servedTo(bob)).toBe(leadId);
  });
});

describe("orphaned leads are reported:", () => {
  test("a move says, before and after, how many leads cannot be served to their agents there", async () => {
    const elsewhere = await addCampaign(program.db, program.accountId);
    const leadId = await load({ reserved_agent_id: ann });
    const called = await load();
    await callBack(called, bob);
    await load();
    const move = { action: "MOVE_TO_CAMPAIGN", criteria: { campaignIds: [campaign.campaignId] } };
    const params = { CAMPAIGN_ID: elsewhere.campaignId };
    const warnings = [{ warning: "orphaned: the lead's agent does not work for the target campaign", count: 2 }];
    const preview = await client.request("POST", `${base}/lead-actions`, { ...move, params, dryRun: true });
    expect(preview.body).toMatchObject({ wouldChange: 3, warnings });
    const { body } = await client.request("POST", `${base}/lead-actions`, { ...move, params });
    expect(body).toMatchObject({ changed: 3, warnings });
    expect((await client.request("GET", `${base}/lead-actions/${body.id}`)).body.warnings).toEqual(warnings);
    campaign = elsewhere;
    expect(await orphans()).toEqual([leadId, called]);
    expect(await callbacksOf("status=ORPHANED")).toMatchObject([
      { leadId: called, agentId: bob, status: "ORPHANED", reason: null },
    ]);
    await reserve(called, await addAgent(program.db, program.accountId, elsewhere.dialGroupId));
    expect(await callbacksOf("status=ORPHANED")).toEqual([]);
  });

  test("so does removing agents from a dial group, on both APIs", async () => {
    const [held, called] = [await load({ reserved_agent_id: ann }), await load()];
    await callBack(called, ann);
    const { dialGroupId } = campaign;
    const members = (ids: number[]) => ids.map((agentId) => ({ agentId }));
    const url = `${base}/dial-groups/${dialGroupId}/agents`;
    const left = await client.request("PUT", url, { members: members([bob]) });
    expect(left.body).toMatchObject({ orphanedLeads: 2 });
    expect(await orphans()).toEqual([held, called]);
    expect((await client.request("PUT", url, { members: members([bob]) })).body).not.toHaveProperty("orphanedLeads");
    await client.request("PUT", url, { members: members([ann, bob]) });
    expect(await orphans()).toEqual([]);
    const wired = await client.request("PUT", `${wire}/dialGroups/${dialGroupId}/assignAgents`, members([bob]));
    expect(wired.headers.get("x-orphaned-leads")).toBe("2");
  });

  test("so does deactivating an agent or changing their dial groups", async () => {
    const leadId = await load({ reserved_agent_id: ann });
    const url = `${base}/agents/${ann}`;
    expect((await client.request("PATCH", url, { isActive: false })).body).toMatchObject({ orphanedLeads: 1 });
    expect(await orphans()).toEqual([leadId]);
    expect((await client.request("PATCH", url, { isActive: true })).body).not.toHaveProperty("orphanedLeads");
    expect((await client.request("PATCH", url, { dialGroups: [] })).body).toMatchObject({ orphanedLeads: 1 });
    expect(await orphans()).toEqual([leadId]);
    const { agentGroupId } = (await client.request("GET", url)).body;
    const wired = `${wire}/agentGroups/${agentGroupId}/agents/${ann}`;
    await client.request("PUT", wired, { dialGroupAssignments: [campaign.dialGroupId] });
    const changed = (await client.request("PUT", wired, { isActive: false })).body;
    expect(changed).toMatchObject({ orphanedLeads: 1 });
    // A client that writes back what it read does not store a setting of that name.
    expect((await client.request("PUT", wired, changed)).body).not.toHaveProperty("orphanedLeads");
  });

  test("so does moving a campaign to another dial group", async () => {
    const leadId = await load({ reserved_agent_id: ann });
    const { dialGroupId } = await addCampaign(program.db, program.accountId);
    const moved = await client.request("PATCH", `${base}/campaigns/${campaign.campaignId}`, { dialGroupId });
    expect(moved.body).toMatchObject({ dialGroupId, orphanedLeads: 1 });
    expect(await orphans()).toEqual([leadId]);
  });
});

describe("an appointment on a lead that has used up its passes", () => {
  const set = (of: "dial_group" | "campaign", change: ReturnType<typeof sql>) =>
    of === "campaign"
      ? program.db.execute(sql`update campaign set ${change} where campaign_id = ${campaign.campaignId}`)
      : program.db.execute(sql`update dial_group set ${change} where dial_group_id = ${campaign.dialGroupId}`);
  const called = async (callback: object, outcome: object = {}) => {
    const { body } = await client.request("POST", `${base}/dialer/claims`, { campaignId: campaign.campaignId });
    const url = `${base}/dialer/claims/${body.claims[0].claimId}/complete`;
    return (await client.request("POST", url, { systemDisposition: "ANSWER", callback, ...outcome })).body;
  };

  test("is kept if its dial group lets callbacks exceed them, whatever the outcome", async () => {
    const leadId = await load({ pass_count: 2 });
    expect(await called({ at: minutes(30).toISOString() })).not.toHaveProperty("warnings");
    const finished = await load({ pass_count: 3, lead_state: "COMPLETE", last_system_disposition: "ANSWER" });
    expect((await act("CALLBACK_LEADS", finished, { ACTION_TYPE: "ANY" })).warnings).toBeUndefined();
    expect(await servedTo(ann)).toBe(finished);
    time.now = minutes(31);
    expect(await servedTo(ann)).toBe(leadId);
  });

  test.each([
    [
      "maxPasses",
      "maxPasses",
      () => set("dial_group", sql`enable_callbacks_after_max_pass = false`),
      { pass_count: 2 },
    ],
    ["maxDialLimit", "dialLimit", () => set("campaign", sql`max_dial_limit = 4`), { dial_count: 3 }],
    [
      "maxDailyPasses until tomorrow",
      "maxDailyPasses",
      () => set("campaign", sql`max_daily_passes = 2`),
      { daily_pass_count: 1, daily_pass_on: "2026-07-24" },
    ],
  ])("is otherwise listed as barred by %s, and the answer says so", async (limit, reason, prepare, lead) => {
    await prepare();
    const leadId = await load(lead);
    // A requeued lead too, since the dial limit would end it.
    const completed = await called({ at: minutes(30).toISOString() }, { systemDisposition: "BUSY" });
    expect(completed).toMatchObject({ leadState: "CALLBACK", warnings: [`callback barred by ${limit}`] });
    time.now = minutes(31);
    expect(await callbacksOf("")).toMatchObject([{ leadId, status: "BARRED", reason }]);
    expect(await servedTo(ann)).toBeUndefined();
    const { warnings } = await callBack(leadId, ann);
    expect(warnings).toEqual([{ warning: `callback barred by ${limit}`, count: 1 }]);
    await act("RESET_LEADS", leadId);
    expect(await servedTo(ann)).toBe(leadId);
  });

  test("is not barred by the day's passes if it is for another day", async () => {
    await set("campaign", sql`max_daily_passes = 1`);
    const leadId = await load({ daily_pass_count: 1, daily_pass_on: "2026-07-24" });
    const at = minutes(24 * 60 + 1);
    const params = { ACTION_TYPE: "ANY", CALLBACK_DATE: at.toISOString() };
    expect((await act("CALLBACK_LEADS", leadId, params)).warnings).toBeUndefined();
    expect(await callbacksOf("")).toMatchObject([{ status: "UPCOMING", reason: null }]);
    time.now = at;
    expect(await callbacksOf("")).toMatchObject([{ status: "DUE" }]);
    expect(await servedTo(ann)).toBe(leadId);
  });

  test("is listed as barred by anything else that keeps it from being served", async () => {
    const [suppressed, due] = [await load({ suppressed: true }), await load()];
    for (const leadId of [suppressed, due]) await act("CALLBACK_LEADS", leadId, { ACTION_TYPE: "ANY" });
    expect(await callbacksOf("")).toMatchObject([
      { leadId: suppressed, status: "BARRED", reason: "suppressed" },
      { leadId: due, status: "DUE", reason: null },
    ]);
    await program.db.execute(sql`update lead_list set list_state = 'PAUSED' where list_id = ${campaign.listId}`);
    expect((await callbacksOf("status=BARRED")).map((one: { reason: string }) => one.reason)).toEqual(["list", "list"]);
  });

  test("is refused if it is more than a day in the past", async () => {
    await load();
    const { body } = await client.request("POST", `${base}/dialer/claims`, { campaignId: campaign.campaignId });
    const url = `${base}/dialer/claims/${body.claims[0].claimId}/complete`;
    const at = minutes(-24 * 60 - 1).toISOString();
    expect(await client.request("POST", url, { systemDisposition: "ANSWER", callback: { at } })).toMatchObject({
      status: 400,
      body: {
        code: "INVALID_FIELD",
        detail: `callback.at is ${at}, which is more than a day in the past; it takes a time in the future, or at most a day in the past.`,
      },
    });
    const action = { action: "CALLBACK_LEADS", criteria: { campaignIds: [campaign.campaignId] } };
    const params = { ACTION_TYPE: "ANY", CALLBACK_DATE: at };
    expect((await client.request("POST", `${base}/lead-actions`, { ...action, params })).body.detail).toMatch(
      /which is more than a day in the past; it takes a time in the future, or at most a day in the past\.$/,
    );
  });
});

test("a paused lead's kept appointment is listed as barred and restored by an edit to READY; an edit that deletes one says so", async () => {
  const patch = async (leadId: number, leadState: string) =>
    (await client.request("PATCH", `${base}/leads/${leadId}`, { leadState })).body;
  const leadId = await load();
  const { body } = await client.request("POST", `${base}/dialer/claims`, { campaignId: campaign.campaignId });
  await act("PAUSE_LEADS", leadId);
  const at = minutes(60).toISOString();
  await client.request("POST", `${base}/dialer/claims/${body.claims[0].claimId}/complete`, {
    systemDisposition: "ANSWER",
    callback: { at, agentId: ann },
  });
  expect(await callbacksOf("status=BARRED")).toMatchObject([{ leadId, agentId: ann, reason: "state" }]);
  expect(await patch(leadId, "READY")).toMatchObject({
    leadState: "PENDING-CALLBACK",
    callback: { at, agentId: ann },
    warnings: [`callback of ${at}, set on a call, is open again`],
  });
  expect(await callbacksOf("status=UPCOMING")).toMatchObject([{ leadId }]);
  expect(await patch(leadId, "PAUSED")).toMatchObject({
    callback: null,
    warnings: [`callback of ${at} deleted, since the lead is now PAUSED`],
  });
  expect(await callbacksOf("")).toEqual([]);
});
