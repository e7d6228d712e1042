import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addAgent, addCampaign, addLeads, type TestCampaign } from "../support/leads.ts";
import { type Program, startOn, startProgram } from "../support/program.ts";

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
  await program.db.execute(sql`update claim set status = 'RELEASED' where ended_at is null`);
  campaign = await addCampaign(program.db, program.accountId);
  agentId = await addAgent(program.db, program.accountId, campaign.dialGroupId);
});

const claim = (body: object = {}, headers: Record<string, string> = {}) =>
  program.request("POST", `${base}/dialer/claims`, { campaignId: campaign.campaignId, ...body }, headers);
const one = async (body: object = {}) => (await claim(body)).body.claims[0];
const step = (claimId: number, verb: string, body?: object) =>
  program.request("POST", `${base}/dialer/claims/${claimId}/${verb}`, body);
const list = async (query = "") =>
  (await program.request("GET", `${base}/dialer/claims?campaignId=${campaign.campaignId}${query}`)).body;
const idsOf = ({ claims, items = claims }: { claims?: { claimId: number }[]; items?: { claimId: number }[] }) =>
  items?.map(({ claimId }) => claimId);
const seconds = (n: number) => new Date(noon.getTime() + n * 1000).toISOString();
const leadAt = async (leadId: number) => (await program.request("GET", `${base}/leads/${leadId}`)).body;

test("a claim goes through its steps over HTTP, and each step says whether the lead may still be called", async () => {
  const [leadId] = (await addLeads(program.db, campaign, [{}])) as [number];
  const { claimId } = await one();
  expect(await step(claimId, "dialing")).toMatchObject({
    status: 200,
    body: { status: "DIALING", leaseExpiresAt: seconds(120), dialable: true, reason: null },
  });
  await program.request("POST", `${base}/lead-actions`, { action: "SUPPRESS_LEADS", criteria: { leadIds: [leadId] } });
  expect((await step(claimId, "renew")).body).toMatchObject({ dialable: false, reason: "suppressed" });
  expect((await step(claimId, "connect", { agentId })).body).toMatchObject({
    status: "ACTIVE",
    dialable: false,
    reason: "suppressed",
  });
  expect(await step(claimId, "hangup", { systemDisposition: "ANSWER", durationSeconds: 5 })).toMatchObject({
    status: 200,
    body: { status: "WRAP_UP", leaseExpiresAt: seconds(60) },
  });
  expect(await step(claimId, "hangup", { systemDisposition: "SOLD" })).toMatchObject({ status: 400 });
  expect((await step(claimId, "complete", {})).body).toMatchObject({ leadState: "COMPLETE", late: false });
  const [pass] = (await leadAt(leadId)).passes;
  expect(pass).toMatchObject({ systemDisposition: "ANSWER", durationSeconds: 5, agentId });
});

test("a claim includes what a call needs, from the lead if it has a value, otherwise from the campaign", async () => {
  const settings = {
    callerId: "(415) 555-0123",
    appUrl: "https://crm.example.com/pop",
    scriptText: "Good day",
    targetAbandonRate: 2.5,
  };
  const changed = await program.request("PATCH", `${base}/campaigns/${campaign.campaignId}`, settings);
  expect(changed).toMatchObject({ status: 200, body: { ...settings, dispositionTimeout: 60 } });
  for (const body of [
    { name: "Sold", isSuccess: true, rank: 2 },
    { name: "Later", isDefault: true, rank: 1 },
  ])
    await program.request("POST", `${base}/dispositions`, { campaignId: campaign.campaignId, ...body });
  const [own] = await addLeads(program.db, campaign, [{ caller_id: "2125550199" }, {}, { phone: "+447911123456" }]);
  await program.db.execute(sql`update contact set aux_external_url = 'https://own.example.com' where lead_id = ${own}`);
  const shown = {
    campaignId: campaign.campaignId,
    campaignName: "Campaign",
    scriptText: "Good day",
    targetAbandonRate: 2.5,
    dispositionTimeout: 60,
  };
  const { claims } = (await claim({ max: 3 })).body;
  expect(claims).toMatchObject([
    { status: "PENDING", callerId: "+12125550199", screenPopUrl: "https://own.example.com", phoneType: "UNKNOWN" },
    { callerId: "+14155550123", screenPopUrl: "https://crm.example.com/pop" },
    { phone: "+447911123456", phoneType: "MOBILE" },
  ]);
  for (const { campaign: of } of claims) {
    expect(of).toMatchObject(shown);
    expect(of.dispositions).toMatchObject([
      { name: "Later", isDefault: true },
      { name: "Sold", isSuccess: true },
    ]);
  }
  const hidden = { settings: { callerId: "4155550100" } };
  expect(await program.request("PATCH", `${base}/campaigns/${campaign.campaignId}`, hidden)).toMatchObject({
    status: 400,
    body: { field: "settings.callerId" },
  });
  const path = `/voice/api/v1/admin/accounts/~/dialGroups/${campaign.dialGroupId}/campaigns/${campaign.campaignId}`;
  expect((await program.request("GET", path)).body).toMatchObject(settings);
});

test("a dialer can list its claims by agent, campaign, and status, in pages, newest first", async () => {
  await addLeads(program.db, campaign, [{}, {}, {}, {}]);
  const [first, second, third] = idsOf((await claim({ max: 3 })).body) as [number, number, number];
  const mine = await one({ agentId });
  await step(first, "dialing");
  await step(second, "connect", { agentId });
  await step(third, "complete", { systemDisposition: "BUSY" });
  expect(idsOf(await list())).toEqual([mine.claimId, second, first]);
  expect(idsOf(await list(`&agentId=${agentId}`))).toEqual([mine.claimId, second]);
  expect(idsOf(await list("&status=DIALING"))).toEqual([first]);
  expect((await list("&status=DONE")).items).toMatchObject([{ claimId: third, status: "DONE", endedAt: seconds(0) }]);
  const page = await list("&limit=2");
  expect(idsOf(page)).toEqual([mine.claimId, second]);
  expect(idsOf(await list(`&limit=2&cursor=${page.nextCursor}`))).toEqual([first]);
  // Listed claims show what was handed out and their current status.
  expect(page.items[0]).toMatchObject({ ...mine, agentId, claimedBy: "admin@example.com" });
  expect(await program.request("GET", `${base}/dialer/claims?status=OPEN`)).toMatchObject({ status: 400 });
  const stranger = await program.as(null);
  expect((await stranger.request("GET", `${base}/dialer/claims`)).status).toBe(404);
  const theirs = await stranger.request("GET", `/v1/accounts/${stranger.accountId}/dialer/claims`);
  expect(theirs.body).toEqual({ items: [], nextCursor: null });
});

test("repeating a request for claims with its Idempotency-Key returns the same claims in their current state", async () => {
  await addLeads(program.db, campaign, [{}, {}, {}, {}, {}]);
  const once = (key: string, body: object = { max: 2 }) => claim(body, { "idempotency-key": key });
  const first = await once("fetch-1");
  expect(first.body.claims).toHaveLength(2);
  const [kept] = idsOf(first.body) as [number];
  expect((await once("fetch-1")).body).toEqual(first.body);
  await step(kept, "connect");
  expect((await once("fetch-1")).body.claims[0]).toMatchObject({ claimId: kept, status: "ACTIVE" });
  expect(await once("fetch-1", { max: 3 })).toMatchObject({ status: 422, body: { code: "CLAIM_KEY_CLASH" } });
  // Sent at the same time, both get the same claims.
  const [two, three] = await Promise.all([once("fetch-2", { max: 1 }), once("fetch-2", { max: 1 })]);
  expect(idsOf(two.body)).toEqual(idsOf(three.body));
  expect((await list()).items).toHaveLength(3);
  // Keys are per user, and a request that found nothing may find something later.
  const other = await program.as("dialer");
  const body = { campaignId: campaign.campaignId, max: 9 };
  const asOther = () =>
    other
      .request("POST", `${base}/dialer/claims`, body, { "idempotency-key": "fetch-1" })
      .then((answer) => answer.body);
  expect((await asOther()).claims).toHaveLength(2);
  expect((await once("fetch-3", { max: 5 })).body.claims).toEqual([]);
  const [leadId] = await addLeads(program.db, campaign, [{}]);
  expect((await once("fetch-3", { max: 5 })).body.claims).toMatchObject([{ lead: { leadId } }]);
  expect((await claim({}, { "idempotency-key": "a b" })).status).toBe(400);
});

test.each([1, 2])("five simultaneous requests with one Idempotency-Key all get the same %i claims", async (max) => {
  await addLeads(
    program.db,
    campaign,
    Array.from({ length: 10 }, () => ({})),
  );
  for (let round = 1; round <= 5; round++) {
    const key = { "idempotency-key": `at-once-${max}-${round}` };
    const answers = await Promise.all(Array.from({ length: 5 }, () => claim({ max }, key)));
    const [first, ...others] = answers.map(({ body }) => idsOf(body));
    expect(first).toHaveLength(max);
    for (const other of others) expect(other).toEqual(first);
  }
  expect((await list()).items).toHaveLength(5 * max);
});

test("the lease lasts as long as the dialer says, from half a minute to an hour, including after a renewal", async () => {
  await addLeads(program.db, campaign, [{}, {}]);
  const brief = await one({ leaseSeconds: 30 });
  expect(brief.leaseExpiresAt).toBe(seconds(30));
  expect((await one({ leaseSeconds: 3600 })).leaseExpiresAt).toBe(seconds(3600));
  time.now = new Date(noon.getTime() + 10_000);
  expect((await step(brief.claimId, "renew")).body.leaseExpiresAt).toBe(seconds(40));
  for (const leaseSeconds of [29, 3601, "60"]) expect((await claim({ leaseSeconds })).status).toBe(400);
});

test("several claims are completed in one request, and a refused one says why at its position", async () => {
  await addLeads(program.db, campaign, [{}, {}]);
  const [first, second] = idsOf((await claim({ max: 2 })).body) as [number, number];
  const complete = (claims: object[]) => program.request("POST", `${base}/dialer/claims/complete`, { claims });
  const sent = [
    { claimId: first, systemDisposition: "BUSY" },
    { claimId: second, systemDisposition: "ANSWER", agentDisposition: "Unknown" },
    { claimId: 999_999, systemDisposition: "BUSY" },
    { claimId: second, systemDisposition: "ANSWER", callback: { at: "2026-02-30T00:00:00Z" } },
  ];
  const { status, body } = await complete(sent);
  expect(status).toBe(400);
  expect(body.detail).toContain("claims.3.callback.at");
  expect(await complete(sent.slice(0, 3))).toMatchObject({
    status: 200,
    body: {
      results: [
        { claimId: first, completed: { leadState: "READY", late: false }, problem: null },
        { claimId: second, completed: null, problem: { code: "INVALID_FIELD", status: 400 } },
        { claimId: 999_999, completed: null, problem: { code: "NOT_FOUND", status: 404 } },
      ],
    },
  });
  expect(idsOf(await list())).toEqual([second]);
  expect((await complete([])).status).toBe(400);
  expect((await complete(Array.from({ length: 101 }, () => sent[0] as object))).status).toBe(400);
});

const numbers = ["+14155551001", "+14155551002", "+14155551003", "+14155551004"] as const;
const bar = (phone: string) =>
  program.request("POST", `${base}/dnc-entries`, { phone }).then(({ status }) => expect(status).toBe(201));

test("a lead's numbers are dialed in turn within one claim, one pass per attempt, skipping barred ones", async () => {
  const own = numbers.map((phone) => phone.replace("1415", "1628"));
  const [leadId] = (await addLeads(program.db, campaign, [
    { phone: own[0] as string, morePhones: own.slice(1), max_passes: 5 },
  ])) as [number];
  await bar(own[1] as string);
  const { claimId, phone } = await one();
  expect(phone).toBe(own[0]);
  await step(claimId, "dialing");
  expect((await step(claimId, "next-number", {})).status).toBe(400);
  const next = await step(claimId, "next-number", { phone, systemDisposition: "NOANSWER", dialDurationSeconds: 20 });
  expect(next).toMatchObject({
    status: 200,
    body: { phone: own[2], phoneType: "UNKNOWN", status: "PENDING", leadState: "PENDING", dialable: true },
  });
  // Repeating a lost request is no new attempt, and a number the claim never offered is refused.
  expect((await step(claimId, "next-number", { phone, systemDisposition: "NOANSWER" })).body).toMatchObject({
    phone: own[2],
  });
  expect(await step(claimId, "next-number", { phone: own[3], systemDisposition: "BUSY" })).toMatchObject({
    status: 400,
    body: { field: "phone" },
  });
  // Nobody else is handed any of these numbers meanwhile.
  const second = await addCampaign(program.db, program.accountId, campaign.dialGroupId);
  await addLeads(program.db, second, [{ phone: own[3] as string }]);
  expect((await claim({ campaignId: second.campaignId })).body.claims).toEqual([]);
  await step(claimId, "connect");
  await step(claimId, "hangup", { systemDisposition: "BUSY" });
  expect((await step(claimId, "next-number", {})).body).toMatchObject({ phone: own[3], status: "PENDING" });
  expect((await list()).items).toMatchObject([{ phone: own[3], dialedPhones: [own[0], own[2]], hungUpAt: null }]);
  expect((await step(claimId, "next-number", { systemDisposition: "BUSY" })).body).toMatchObject({
    phone: null,
    reason: "noNumber",
  });
  await step(claimId, "complete", { systemDisposition: "MACHINE" });
  const { passes, leadPasses } = await leadAt(leadId);
  const told = passes.map((one: Record<string, unknown>) => [one.passNumber, one.phone, one.systemDisposition]);
  expect(told).toEqual([
    [1, own[0], "NOANSWER"],
    [2, own[2], "BUSY"],
    [3, own[3], "MACHINE"],
  ]);
  expect(leadPasses).toBe(3);
});

test("next-number refuses if the lead may not be called again, and a released lead then waits", async () => {
  const pair = (i: number) => ({ phone: `+1650555100${i}`, morePhones: [`+1650555200${i}`] });
  const [capped, paused, freed] = (await addLeads(program.db, campaign, [
    { ...pair(1), max_passes: 1 },
    pair(2),
    pair(3),
  ])) as [number, number, number];
  const [first, second, third] = idsOf((await claim({ max: 3 })).body) as [number, number, number];
  const move = async (claimId: number) => (await step(claimId, "next-number", { systemDisposition: "BUSY" })).body;
  expect(await move(first)).toMatchObject({ phone: null, reason: "maxPasses" });
  await program.request("POST", `${base}/lead-actions`, { action: "PAUSE_LEADS", criteria: { leadIds: [paused] } });
  expect(await move(second)).toMatchObject({ phone: null, reason: "state", leadState: "PAUSED" });
  for (const leadId of [capped, paused]) expect((await leadAt(leadId)).passes).toEqual([]);
  expect(await move(third)).toMatchObject({ phone: "+16505552003" });
  expect((await step(third, "release")).body).toMatchObject({ leadState: "READY" });
  expect(await leadAt(freed)).toMatchObject({ nextDialTime: "2026-07-24T17:00:00.000Z", leadPasses: 1 });
  expect((await claim()).body.claims).toEqual([]);
});

test("next-number skips a number dialed as often as the account allows", async () => {
  await program.request("PATCH", base, { attemptsPerPhonePerDay: 1 });
  try {
    const [phone, shared] = ["+16505553001", "+16505553002"] as const;
    await addLeads(program.db, campaign, [{ phone: shared }]);
    await step((await one()).claimId, "complete", { systemDisposition: "BUSY" });
    await addLeads(program.db, campaign, [{ phone, morePhones: [shared] }]);
    const { claimId } = await one();
    expect((await step(claimId, "next-number", { systemDisposition: "BUSY" })).body).toMatchObject({
      phone: null,
      reason: "noNumber",
    });
  } finally {
    await program.request("PATCH", base, { attemptsPerPhonePerDay: null });
  }
});

test("leads whose lease has lapsed are back within five seconds, and a waiting claim gets them", async () => {
  const [leadId] = await addLeads(program.db, campaign, [{}]);
  await one({ leaseSeconds: 30 });
  const begun = Date.now();
  const waiting = claim({ waitSeconds: 20 });
  time.now = new Date(noon.getTime() + 30_000);
  expect((await waiting).body.claims).toMatchObject([{ lead: { leadId } }]);
  expect(Date.now() - begun).toBeLessThan(5000);
});

test("two programs on one database end each lapsed claim once", async () => {
  const second = await startOn(program.databaseUrl, { clock: () => time.now });
  try {
    const leadIds = await addLeads(
      program.db,
      campaign,
      Array.from({ length: 30 }, () => ({})),
    );
    for (const { claimId } of (await claim({ max: 30 })).body.claims) await step(claimId, "dialing");
    time.now = new Date(noon.getTime() + 121_000);
    await vi.waitFor(async () => expect((await list()).items).toEqual([]), 10_000);
    const counted = await program.db.query(sql`
      select pass_count, dial_count, (select count(*) from pass where pass.lead_id = lead.lead_id) as passes, count(*)
      from lead where lead_id = any (${leadIds}::bigint[]) group by 1, 2, 3
    `);
    expect(counted).toEqual([{ pass_count: 1, dial_count: 1, passes: 1, count: 30 }]);
  } finally {
    await second.stop();
  }
});
