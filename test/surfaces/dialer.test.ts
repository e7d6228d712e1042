import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addAgent, addCampaign, addLeads, type TestCampaign } from "../support/leads.ts";
import { type Program, startProgram } from "../support/program.ts";

// A Friday, 12:00 in New York.
const noon = new Date("2026-07-24T16:00:00Z");
const time = { now: noon };
let program: Program;
let base: string;
let campaign: TestCampaign;
let agentId: number;

beforeAll(async () => {
  program = await startProgram({ clock: () => time.now });
  base = `/v1/accounts/${program.accountId}`;
});
afterAll(() => program.stop());
beforeEach(async () => {
  time.now = noon;
  campaign = await addCampaign(program.db, program.accountId);
  agentId = await addAgent(program.db, program.accountId, campaign.dialGroupId);
});

const claim = (body: object = {}) =>
  program.request("POST", `${base}/dialer/claims`, { campaignId: campaign.campaignId, ...body });
const minutes = (n: number) => new Date(noon.getTime() + n * 60_000);

test("a dialer claims, connects, renews, and completes; repeating a completion returns the first answer", async () => {
  const [leadId] = await addLeads(program.db, campaign, [{ extern_id: "crm-1" }]);
  const answer = await claim();
  expect(answer).toMatchObject({
    status: 200,
    body: {
      claims: [
        { leaseExpiresAt: "2026-07-24T16:02:00.000Z", lead: { leadId, externId: "crm-1", leadState: "PENDING" } },
      ],
    },
  });
  const [{ claimId, phone, lead }] = answer.body.claims;
  expect(phone).toBe(lead.leadPhone);
  const at = `${base}/dialer/claims/${claimId}`;
  expect(await program.request("POST", `${at}/connect`)).toMatchObject({
    status: 200,
    body: { status: "ACTIVE", leadState: "ACTIVE" },
  });
  expect(await program.request("POST", `${at}/renew`)).toMatchObject({
    status: 200,
    body: { claimId, status: "ACTIVE" },
  });
  const first = await program.request("POST", `${at}/complete`, { systemDisposition: "BUSY", uii: "2026" });
  expect(first).toMatchObject({
    status: 200,
    body: { claimId, leadState: "READY", nextDialTime: "2026-07-24T17:00:00.000Z" },
  });
  expect((await program.request("POST", `${at}/complete`, { systemDisposition: "ANSWER" })).body).toEqual(first.body);
  expect((await program.request("GET", `${base}/leads/${leadId}`)).body.passes).toMatchObject([
    { systemDisposition: "BUSY", uii: "2026" },
  ]);
});

test("a call is connected to an agent, who then has the pass; only agents of the campaign are accepted", async () => {
  const [leadId] = await addLeads(program.db, campaign, [{}]);
  const [{ claimId }] = (await claim()).body.claims;
  const at = `${base}/dialer/claims/${claimId}`;
  const stranger = await addAgent(program.db, program.accountId);
  expect(await program.request("POST", `${at}/connect`, { agentId: stranger })).toMatchObject({
    status: 400,
    body: { code: "AGENT_WITHOUT_ACCESS" },
  });
  // An agent who may not take it for another reason is refused with that reason.
  const inactive = await addAgent(program.db, program.accountId, campaign.dialGroupId, false);
  for (const [id, reason] of [
    [inactive, "an agent who is inactive"],
    [999_999, "and there is no such agent"],
  ] as const) {
    const detail = `agentId is ${id}, ${reason}; it takes the id of an active agent of this account.`;
    expect(await program.request("POST", `${at}/connect`, { agentId: id })).toMatchObject({
      status: 400,
      body: { code: "INVALID_FIELD", detail },
    });
    const callback = { at: "2026-07-25T16:00:00Z", agentId: id };
    expect(await program.request("POST", `${at}/complete`, { systemDisposition: "ANSWER", callback })).toMatchObject({
      status: 400,
      body: { code: "INVALID_FIELD", detail: `callback.${detail}` },
    });
  }
  expect(await program.request("POST", `${at}/connect`, { agentId })).toMatchObject({ body: { leadState: "ACTIVE" } });
  await program.request("POST", `${at}/complete`, { systemDisposition: "ANSWER", durationSeconds: 60 });
  const { body } = await program.request("GET", `${base}/leads/${leadId}`);
  expect(body).toMatchObject({ passes: [{ agentId, durationSeconds: 60 }], lastPass: { agentId } });
});

test("leads that share a number all count as dialable until one of them is on a call", async () => {
  const phone = "+14155550188";
  await addLeads(program.db, campaign, [{ phone }, { phone }, { phone }]);
  const queue = async () =>
    (await program.request("GET", `${base}/dialer/queue?campaignId=${campaign.campaignId}`)).body;
  expect(await queue()).toMatchObject({ dialableNow: 3, notDialable: [] });
  expect((await claim({ max: 3 })).body.claims).toHaveLength(1);
  expect(await queue()).toMatchObject({ dialableNow: 0 });
  expect((await queue()).notDialable).toContainEqual({ reason: "numberHeld", count: 2 });
  const { paths } = (await program.request("GET", "/v1/openapi.json")).body;
  const answer = paths["/v1/accounts/{accountId}/dialer/queue"].get.responses["200"].content["application/json"].schema;
  expect(JSON.stringify(answer)).toContain("Leads that share a phone number all count here");
});

test("a lead fetched by an agent cannot be connected to another", async () => {
  await addLeads(program.db, campaign, [{}]);
  const other = await addAgent(program.db, program.accountId, campaign.dialGroupId);
  const [{ claimId }] = (await claim({ agentId })).body.claims;
  const connect = (who: number) =>
    program.request("POST", `${base}/dialer/claims/${claimId}/connect`, { agentId: who });
  expect(await connect(other)).toMatchObject({ status: 409 });
  expect(await connect(agentId)).toMatchObject({ status: 200 });
});

test("a released lead is handed out again", async () => {
  const [leadId] = await addLeads(program.db, campaign, [{}]);
  const [{ claimId }] = (await claim()).body.claims;
  expect((await claim()).body.claims).toEqual([]);
  expect(await program.request("POST", `${base}/dialer/claims/${claimId}/release`)).toMatchObject({
    body: { status: "RELEASED" },
  });
  expect((await claim({ max: 5 })).body.claims).toMatchObject([{ lead: { leadId } }]);
});

test("leads of several campaigns, or of a dial group's campaigns, are claimed together", async () => {
  const second = await addCampaign(program.db, program.accountId, campaign.dialGroupId);
  const ids = [...(await addLeads(program.db, campaign, [{}])), ...(await addLeads(program.db, second, [{}]))];
  const campaignIds = [campaign.campaignId, second.campaignId];
  const several = (await claim({ campaignId: undefined, campaignIds, max: 1 })).body.claims;
  const group = (await claim({ campaignId: undefined, dialGroupId: campaign.dialGroupId, max: 5 })).body.claims;
  expect(new Set([...several, ...group].map(({ lead }) => lead.leadId))).toEqual(new Set(ids));
});

test.each([
  ["no campaign", { campaignId: undefined }, 400, "campaignId"],
  ["both a campaign and a dial group", { dialGroupId: 1 }, 400, "dialGroupId"],
  ["an unknown campaign", { campaignId: 999_999 }, 404, "999999"],
  ["an unknown agent", { agentId: 999_999 }, 400, "agentId"],
  ["too many leads", { max: 100_000 }, 400, "max"],
  ["an unknown field", { leads: 3 }, 400, "leads"],
])("a claim with %s is refused", async (_, body, status, named) => {
  const answer = await claim(body);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).toContain(named);
});

test("claims need the dialer role and are closed to other accounts", async () => {
  const body = { campaignId: campaign.campaignId };
  const as = async (role: "viewer" | "dialer") =>
    (await (await program.as(role)).request("POST", `${base}/dialer/claims`, body)).status;
  expect([await as("viewer"), await as("dialer")]).toEqual([403, 200]);
  const stranger = await program.as(null);
  expect((await stranger.request("POST", `${base}/dialer/claims`, body)).status).toBe(404);
  expect((await stranger.request("POST", `/v1/accounts/${stranger.accountId}/dialer/claims`, body)).status).toBe(404);
});

/** When a waiting claim last asked what becomes due next, in seconds. */
const lastLook = async () =>
  (
    await program.db.one<{ at: number }>(sql`
      select coalesce(max(extract(epoch from query_start)), 0)::float as at from pg_stat_activity
      where datname = current_database() and query like '%as asked (id)%' and query not like '%pg_stat_activity%'
    `)
  ).at;

/** Starts a claim and resolves once it has found nothing and waits. `answer` is its future answer. */
async function waiting() {
  const before = await lastLook();
  let answered = false;
  const answer = claim({ waitSeconds: 30 }).finally(() => {
    answered = true;
  });
  // Another query on the same connection may hide this one. That is harmless: a claim that has not looked yet finds what comes.
  await expect
    .poll(lastLook, { timeout: 1500 })
    .toBeGreaterThan(before)
    .catch(() => undefined);
  expect(answered).toBe(false);
  return { answer };
}

test("a waiting claim is answered by a load, by an action, and by anything else that makes a lead dialable", async () => {
  const byLoad = await waiting();
  const load = await program.request("POST", `${base}/campaigns/${campaign.campaignId}/leads`, {
    leads: [{ leadPhone: "2125550100", leadTimezone: "America/New_York" }],
  });
  expect(load.status).toBeLessThan(300);
  expect((await byLoad.answer).body.claims).toHaveLength(1);

  const [leadId] = await addLeads(program.db, campaign, [{ lead_state: "PAUSED" }]);
  const byAction = await waiting();
  await program.request("POST", `${base}/lead-actions`, { action: "READY_LEADS", criteria: { leadIds: [leadId] } });
  expect((await byAction.answer).body.claims).toMatchObject([{ lead: { leadId } }]);

  await program.db.execute(sql`update campaign set is_active = 0 where campaign_id = ${campaign.campaignId}`);
  const [other] = await addLeads(program.db, campaign, [{}]);
  const byCampaign = await waiting();
  await program.request("PATCH", `${base}/campaigns/${campaign.campaignId}`, { isActive: 1 });
  const [{ claimId, lead }] = (await byCampaign.answer).body.claims;
  expect(lead.leadId).toBe(other);

  const byRelease = await waiting();
  await program.request("POST", `${base}/dialer/claims/${claimId}/release`);
  expect((await byRelease.answer).body.claims).toMatchObject([{ lead: { leadId: other } }]);
});

test("DIALER_REFRESH frees fetched leads, wakes waiting claims, and reports it; its dry run does nothing", async () => {
  const [first, second] = (await addLeads(program.db, campaign, [{}, {}])) as [number, number];
  const [fetched, called] = (await claim({ max: 2 })).body.claims;
  await program.request("POST", `${base}/dialer/claims/${called.claimId}/connect`);
  const waits = await waiting();
  const refresh = (more: object = {}) =>
    program.request("POST", `${base}/lead-actions`, {
      action: "DIALER_REFRESH",
      criteria: { campaignIds: [campaign.campaignId] },
      ...more,
    });
  expect(await refresh({ dryRun: true })).toMatchObject({
    status: 200,
    body: { matched: 1, wouldChange: 1, byState: [{ state: "PENDING", count: 1 }], sample: [{ leadId: first }] },
  });
  time.now = new Date(noon.getTime() + 1000);
  const { body } = await refresh();
  expect(body).toMatchObject({
    status: "DONE",
    changed: 1,
    undoable: false,
    refreshed: {
      campaignIds: [campaign.campaignId],
      freed: 1,
      queues: [{ campaignId: campaign.campaignId, total: 2 }],
    },
  });
  const [again] = (await waits.answer).body.claims;
  expect(again.lead).toMatchObject({ leadId: first, leadPasses: 0 });
  expect(again.claimId).not.toBe(fetched.claimId);
  expect(await program.request("POST", `${base}/dialer/claims/${fetched.claimId}/connect`)).toMatchObject({
    status: 409,
  });
  const { items } = (await program.request("GET", `${base}/leads/${first}/history?order=oldest`)).body;
  expect(items.map(({ kind, id }: { kind: string; id: number }) => [kind, id]).slice(1)).toEqual([
    ["CLAIMED", fetched.claimId],
    ["ACTION", body.id],
    ["CLAIMED", again.claimId],
    ["CLAIM_ENDED", fetched.claimId],
  ]);
  expect(items[2].details).toMatchObject({ after: { leadState: "READY" } });
  expect(await program.request("GET", `${base}/leads/${second}`)).toMatchObject({ body: { leadState: "ACTIVE" } });
});

test("the wire's clearCache frees its campaign's fetched leads and is recorded", async () => {
  await addLeads(program.db, campaign, [{}]);
  const [{ claimId }] = (await claim()).body.claims;
  const path = `/voice/api/v1/admin/accounts/~/dialGroups/${campaign.dialGroupId}/campaigns/${campaign.campaignId}/clearCache`;
  expect(await program.request("POST", path)).toMatchObject({ status: 201, body: "true" });
  expect((await program.request("POST", `${base}/dialer/claims/${claimId}/release`)).body).toMatchObject({
    status: "RELEASED",
    leadState: "READY",
  });
  const { items } = (await program.request("GET", `${base}/lead-actions?limit=1`)).body;
  expect(items).toMatchObject([
    { action: "DIALER_REFRESH", changed: 1, criteria: { campaignIds: [campaign.campaignId] } },
  ]);
});

const soon = new Date(noon.getTime() + 400);
test.each<[what: string, prepare: () => Promise<number[]>]>([
  ["a lead becomes due", () => addLeads(program.db, campaign, [{ next_dial_time: soon }])],
  [
    "a callback becomes due",
    () => addLeads(program.db, campaign, [{ lead_state: "PENDING-CALLBACK", callback_at: soon }]),
  ],
  [
    "the campaign starts",
    async () => {
      await program.db.execute(
        sql`update campaign set start_date = ${soon} where campaign_id = ${campaign.campaignId}`,
      );
      return await addLeads(program.db, campaign, [{}]);
    },
  ],
  [
    "a number leaves the do-not-call list",
    async () => {
      await program.db.execute(sql`
        insert into dnc_entry (account_id, phone, added_by, added_at, expires_at)
        values (${program.accountId}, '+12025550199', 'test', ${noon}, ${soon})
      `);
      return await addLeads(program.db, campaign, [{ phone: "+12025550199" }]);
    },
  ],
])("a waiting claim is answered when %s, and with no leads once its wait is over", async (_what, prepare) => {
  const [leadId] = await prepare();
  const begun = Date.now();
  const moving = setInterval(() => {
    time.now = new Date(noon.getTime() + Date.now() - begun);
  }, 5);
  try {
    expect((await claim({ waitSeconds: 30 })).body.claims).toMatchObject([{ lead: { leadId } }]);
    expect(Date.now() - begun).toBeGreaterThan(350);
    expect((await claim({ waitSeconds: 1 })).body.claims).toEqual([]);
  } finally {
    clearInterval(moving);
  }
});

test("the queue counts leads dialable now, later today, tomorrow, and after, and says why others are not", async () => {
  await addLeads(program.db, campaign, [
    {},
    {},
    { next_dial_time: minutes(90) },
    // 20:00 in New York is after the campaign's hours in Newfoundland, so this lead waits for tomorrow.
    { next_dial_time: minutes(480), zone: "America/St_Johns" },
    // 09:00 in Los Angeles is within hours; 05:30 in India is outside them until tomorrow.
    { zone: "Asia/Kolkata" },
    { next_dial_time: minutes(3 * 24 * 60) },
    { lead_state: "PAUSED" },
    { suppressed: true },
    { pass_count: 3 },
    { reserved_agent_id: agentId },
    { phone: "+14155559999" },
    { lead_state: "AGENT-CALLBACK", callback_at: minutes(-1), callback_agent_id: agentId },
  ]);
  await program.db.execute(sql`
    insert into dnc_entry (account_id, phone, added_by, added_at) values (${program.accountId}, '+14155559999', 'test', now())
  `);
  const queue = async (more = "") =>
    (await program.request("GET", `${base}/dialer/queue?campaignId=${campaign.campaignId}${more}`)).body;
  const found = await queue();
  expect(found).toMatchObject({
    campaignId: campaign.campaignId,
    total: 12,
    dialableNow: 2,
    laterToday: 2,
    tomorrow: 1,
    later: 1,
  });
  expect(
    Object.fromEntries(found.notDialable.map((one: { reason: string; count: number }) => [one.reason, one.count])),
  ).toEqual({
    nextDialTime: 3,
    window: 1,
    state: 1,
    suppressed: 1,
    maxPasses: 1,
    reserved: 2,
    doNotCall: 1,
  });
  expect(found.zones).toEqual([
    { timeZone: "America/New_York", dialableNow: 2, outsideHours: 0 },
    { timeZone: "Asia/Kolkata", dialableNow: 0, outsideHours: 1 },
  ]);
  expect(await queue(`&agentId=${agentId}`)).toMatchObject({ dialableNow: 4 });
  expect((await claim({ max: 10 })).body.claims).toHaveLength(2);
  expect(await queue()).toMatchObject({ total: 12, dialableNow: 0 });
});

test("callbacks are listed by agent, for anyone, and by status, in pages, and can be canceled", async () => {
  const [mine, anyones, missed, barred] = (await addLeads(program.db, campaign, [
    { lead_state: "PENDING-CALLBACK", callback_at: minutes(30), callback_agent_id: agentId },
    { lead_state: "CALLBACK", callback_at: minutes(-5), next_dial_time: minutes(-5) },
    { lead_state: "AGENT-CALLBACK", callback_at: minutes(-60), callback_agent_id: agentId },
    { lead_state: "CALLBACK", callback_at: minutes(-50), phone: "+14155558888" },
  ])) as [number, number, number, number];
  await program.db.execute(sql`
    insert into dnc_entry (account_id, phone, added_by, added_at) values (${program.accountId}, '+14155558888', 'test', now())
  `);
  const list = async (query = "") => {
    const { body } = await program.request("GET", `${base}/callbacks?campaignId=${campaign.campaignId}${query}`);
    return body;
  };
  const found = (await list()).items.map((one: { leadId: number; status: string }) => [one.leadId, one.status]);
  expect(found).toEqual([
    [missed, "MISSED"],
    [barred, "BARRED"],
    [anyones, "DUE"],
    [mine, "UPCOMING"],
  ]);
  const ids = async (query: string) => (await list(query)).items.map((one: { leadId: number }) => one.leadId);
  expect(await ids(`&agentId=${agentId}`)).toEqual([missed, mine]);
  expect(await ids("&byAnyone=true&status=DUE")).toEqual([anyones]);
  const { nextCursor } = await list("&limit=3");
  expect(await ids(`&limit=3&cursor=${nextCursor}`)).toEqual([mine]);
  expect((await claim({ max: 9 })).body.claims).toMatchObject([{ lead: { leadId: anyones } }]);
  expect(await program.request("DELETE", `${base}/callbacks/${missed}`)).toMatchObject({
    status: 200,
    body: { changed: 1 },
  });
  expect(await ids("")).toEqual([barred, mine]);
  expect(await program.request("DELETE", `${base}/callbacks/999999`)).toMatchObject({ status: 404 });
});

test("holidays and state windows can be set, keep leads from being dialed, and can be removed", async () => {
  await addLeads(program.db, campaign, [{ state: "New York" }, { state: "NJ" }]);
  const claimable = async () =>
    (await program.request("GET", `${base}/dialer/queue?campaignId=${campaign.campaignId}`)).body.dialableNow;
  const windows = `${base}/dialer/state-windows`;
  const states = (await program.request("GET", `${base}/dialer/states`)).body.items;
  expect(states).toContainEqual({ state: "CAN-ON", name: "Ontario", country: "CAN" });
  expect(await program.request("PUT", `${windows}/USA-NY`, { friSched: "13002000" })).toMatchObject({
    status: 200,
    body: { state: "USA-NY", friSched: "13002000", satSched: null },
  });
  expect(await claimable()).toBe(1);
  const day = { date: "2026-07-24", state: "USA-NJ" };
  const { status, body } = await program.request("POST", `${base}/dialer/holidays`, day);
  expect({ status, body }).toMatchObject({ status: 201, body: { ...day, name: "" } });
  expect((await program.request("POST", `${base}/dialer/holidays`, day)).status).toBe(409);
  expect(await claimable()).toBe(0);
  expect((await program.request("GET", windows)).body).toHaveLength(1);
  expect((await program.request("GET", `${base}/dialer/holidays`)).body).toEqual([body]);
  expect((await program.request("DELETE", `${base}/dialer/holidays/${body.holidayId}`)).status).toBe(204);
  expect((await program.request("DELETE", `${windows}/USA-NY`)).status).toBe(204);
  expect(await claimable()).toBe(2);
  expect((await program.request("PUT", `${windows}/USA-XX`, {})).status).toBe(400);
  expect((await program.request("PUT", `${windows}/USA-NY`, { monSched: "08000800" })).status).toBe(400);
  expect((await program.request("DELETE", `${windows}/USA-NY`)).status).toBe(404);
});

test("an account limits how often a number is dialed per day across its campaigns", async () => {
  const second = await addCampaign(program.db, program.accountId, campaign.dialGroupId);
  const phone = "+14155557777";
  await addLeads(program.db, campaign, [{ phone }]);
  await addLeads(program.db, second, [{ phone }]);
  const limit = (attemptsPerPhonePerDay: number | null) => program.request("PATCH", base, { attemptsPerPhonePerDay });
  expect(await limit(1)).toMatchObject({ status: 200, body: { attemptsPerPhonePerDay: 1 } });
  const both = { campaignId: undefined, dialGroupId: campaign.dialGroupId, max: 5 };
  const [{ claimId }] = (await claim(both)).body.claims;
  const outcome = { systemDisposition: "BUSY" };
  expect((await program.request("POST", `${base}/dialer/claims/${claimId}/complete`, outcome)).status).toBe(200);
  expect((await claim(both)).body.claims).toHaveLength(0);
  expect(await limit(null)).toMatchObject({ body: { attemptsPerPhonePerDay: null } });
  expect((await claim(both)).body.claims).toHaveLength(1);
});

test("pass actions are settings of the campaign", async () => {
  const at = `${base}/campaigns/${campaign.campaignId}`;
  const passActions = [{ fromPass: 2, toPass: 4, requeue: "PRIORITY", delayMin: 5 }];
  expect(await program.request("PATCH", at, { passActions })).toMatchObject({ status: 200, body: { passActions } });
  const wrong = await program.request("PATCH", at, { passActions: [{ fromPass: 2, toPass: 1, requeue: "NONE" }] });
  expect(wrong.status).toBe(400);
  expect(wrong.body.detail).toContain("passActions.0.toPass");
});
