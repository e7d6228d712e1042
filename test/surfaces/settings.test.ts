import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addCampaign, addLeads, addList, type TestCampaign, type TestLead } from "../support/leads.ts";
import { type Program, startProgram } from "../support/program.ts";

// A Friday, 12:00 in New York.
const noon = new Date("2026-07-24T16:00:00Z");
let program: Program;
let base: string;
let wire: string;
let campaign: TestCampaign;

beforeAll(async () => {
  program = await startProgram({ clock: () => noon });
  base = `/v1/accounts/${program.accountId}`;
  wire = `/voice/api/v1/admin/accounts/${program.accountId}`;
});
afterAll(() => program.stop());
beforeEach(async () => {
  campaign = await addCampaign(program.db, program.accountId);
});

const atCampaign = () => `${base}/campaigns/${campaign.campaignId}`;
const onWire = () => `${wire}/dialGroups/${campaign.dialGroupId}/campaigns/${campaign.campaignId}`;
const load = async (lead: TestLead, into = campaign) => ((await addLeads(program.db, into, [lead])) as [number])[0];
const claim = async () => {
  const { body } = await program.request("POST", `${base}/dialer/claims`, { campaignId: campaign.campaignId });
  return body.claims[0];
};
const next = async (): Promise<number | undefined> => (await claim())?.lead.leadId;
const complete = async (outcome: object) => {
  const { claimId } = await claim();
  await program.request("POST", `${base}/dialer/claims/${claimId}/complete`, outcome);
};

describe("a list's dialPriority", () => {
  test.each(["v1", "wire"])("puts its leads first on %s, and can be taken back", async (surface) => {
    const listId = await addList(program.db, program.accountId, campaign.campaignId);
    const url = surface === "v1" ? `${base}/lists/${listId}` : `${onWire()}/lists/${listId}`;
    const method = surface === "v1" ? "PATCH" : "PUT";
    const set = (dialPriority: string) => program.request(method, url, { dialPriority });
    const fresh = [await load({}), await load({})];
    const dialed = await load({ pass_count: 1, last_pass_at: noon }, { ...campaign, listId });
    const theirs = [];
    for (const pass_count of [1, 1, 1]) theirs.push(await load({ pass_count }, { ...campaign, listId }));
    expect(await next()).toBe(fresh[0]);
    expect(await set("IMMEDIATE")).toMatchObject({ status: 200, body: { dialPriority: "IMMEDIATE" } });
    expect([await next(), await next()]).toEqual(theirs.slice(0, 2));
    await set("NORMAL");
    expect([await next(), await next(), await next()]).toEqual([fresh[1], dialed, theirs[2]]);
  });

  test("applies to leads loaded later unless their load says otherwise", async () => {
    const listId = await addList(program.db, program.accountId, campaign.campaignId);
    await program.request("PATCH", `${base}/lists/${listId}`, { dialPriority: "IMMEDIATE" });
    const loads = async (leadPhone: string, more: object) => {
      const { body } = await program.request("POST", `${atCampaign()}/leads`, { leads: [{ leadPhone }], ...more });
      return body.results[0].leadId;
    };
    const waiting = await load({});
    const normal = await loads("4155550191", { listId, dialPriority: "NORMAL" });
    const immediate = await loads("4155550192", { listId });
    expect(await next()).toBe(immediate);
    expect(new Set([await next(), await next()])).toEqual(new Set([waiting, normal]));
  });
});

describe("maxPassesExclude and maxDailyPassesInclude", () => {
  const disposition = (name: string) =>
    program.request("POST", `${base}/dispositions`, { campaignId: campaign.campaignId, name, isRequeued: true });
  const passes = (leadId: number) =>
    program.db.one(sql`select pass_count as passes, daily_pass_count as today from lead where lead_id = ${leadId}`);

  test("must be known on v1, in a new campaign and an existing one", async () => {
    await disposition("Later");
    for (const field of ["maxPassesExclude", "maxDailyPassesInclude"]) {
      expect(await program.request("PATCH", atCampaign(), { [field]: "busy, LATER ,ANSWER" })).toMatchObject({
        status: 200,
        body: { [field]: "busy, LATER ,ANSWER" },
      });
      expect(await program.request("PATCH", atCampaign(), { [field]: "BUSY,Latter" })).toMatchObject({
        status: 400,
        body: { code: "INVALID_FIELD", field, detail: expect.stringContaining('"Latter" is not a disposition') },
      });
      const made = { campaignName: "New", dialGroupId: campaign.dialGroupId, [field]: "Later" };
      expect(await program.request("POST", `${base}/campaigns`, made)).toMatchObject({ status: 400, body: { field } });
    }
    // Other fields can still be changed and a copy made, whatever happened to the disposition.
    const { items } = (await program.request("GET", `${base}/dispositions?campaignId=${campaign.campaignId}`)).body;
    await program.request("DELETE", `${base}/dispositions/${items[0].dispositionId}`);
    expect(await program.request("PATCH", atCampaign(), { maxPasses: 4 })).toMatchObject({ status: 200 });
    expect(await program.request("POST", `${atCampaign()}/clone`, {})).toMatchObject({ status: 201 });
  });

  test("are stored on the wire as sent, with a warning about those without effect yet", async () => {
    const changed = await program.request("PUT", onWire(), { maxPassesExclude: "BUSY,Later" });
    const warnings = [
      'maxPassesExclude names "Later", which has no effect until the campaign has a disposition with that name',
    ];
    expect(changed).toMatchObject({ status: 200, body: { maxPassesExclude: "BUSY,Later", warnings } });
    const made = await program.request("POST", `${wire}/dialGroups/${campaign.dialGroupId}/campaigns`, {
      campaignName: "New",
      maxPassesExclude: "Later",
    });
    expect(made.body).toMatchObject({ maxPassesExclude: "Later", warnings });
    await disposition("Later");
    // A client that writes back what it read does not store a setting of that name.
    expect((await program.request("PUT", onWire(), changed.body)).body).not.toHaveProperty("warnings");
    const leadId = await load({});
    await complete({ systemDisposition: "ANSWER", agentDisposition: "Later" });
    expect(await passes(leadId)).toEqual({ passes: 0, today: 1 });
  });

  test("keep their meaning when one is renamed", async () => {
    const { dispositionId } = (await disposition("Later")).body;
    await program.request("PATCH", atCampaign(), { maxPassesExclude: "busy, later", maxDailyPassesInclude: "ANSWER" });
    await program.request("PATCH", `${base}/dispositions/${dispositionId}`, { name: "Call again" });
    expect((await program.request("GET", atCampaign())).body).toMatchObject({
      maxPassesExclude: "busy,Call again",
      maxDailyPassesInclude: "ANSWER",
    });
  });

  test("apply to manual passes too, also with spaces between them", async () => {
    await disposition("Later");
    await disposition("Spoke");
    await program.request("PATCH", atCampaign(), {
      maxPassesExclude: "BUSY, Later",
      maxDailyPassesInclude: "busy, later",
    });
    const leadId = await load({});
    for (const [PASS_DISPOSITION, counted] of [
      ["later", { passes: 0, today: 1 }],
      ["Spoke", { passes: 1, today: 1 }],
    ] as const) {
      await program.request("POST", `${base}/lead-actions`, {
        action: "MANUAL_LEADS",
        criteria: { leadIds: [leadId] },
        params: { PASS_DISPOSITION },
      });
      expect(await passes(leadId)).toEqual(counted);
    }
  });
});

describe("a copy without a valid target is refused", () => {
  const nowhere = [{ fromPass: 1, toPass: 2, requeue: "NONE", createCopy: true }];

  test("in a pass action, on both APIs, unless it was there before", async () => {
    for (const answer of [
      await program.request("PATCH", atCampaign(), { passActions: nowhere }),
      await program.request("PUT", onWire(), { passActions: nowhere }),
    ]) {
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain("passActions.0.destCampaignId is missing");
    }
    const target = nowhere.map((action) => ({ ...action, destCampaignId: campaign.campaignId }));
    expect(await program.request("PATCH", atCampaign(), { passActions: target })).toMatchObject({ status: 200 });
    await program.db.execute(sql`
      update campaign set pass_actions = ${JSON.stringify(nowhere)} where campaign_id = ${campaign.campaignId}
    `);
    expect(await program.request("PATCH", atCampaign(), { maxPasses: 5 })).toMatchObject({ status: 200 });
  });

  test("in a disposition, on both APIs, unless it was there before", async () => {
    const { campaignId } = campaign;
    const wired = `${onWire()}/campaignDispositions`;
    const given = { name: "Elsewhere", createCopy: true };
    expect(await program.request("POST", `${base}/dispositions`, { campaignId, ...given })).toMatchObject({
      status: 400,
      body: { field: "destCampaignId" },
    });
    expect(await program.request("POST", wired, { disposition: "Elsewhere", createCopy: true })).toMatchObject({
      status: 400,
    });
    const { body } = await program.request("POST", `${base}/dispositions`, {
      campaignId,
      ...given,
      destCampaignId: campaignId,
    });
    const url = `${base}/dispositions/${body.dispositionId}`;
    expect(await program.request("PATCH", url, { destCampaignId: null })).toMatchObject({ status: 400 });
    await program.db.execute(sql`update disposition set dest_campaign_id = null where campaign_id = ${campaignId}`);
    expect(await program.request("PATCH", url, { name: "Still there" })).toMatchObject({ status: 200 });
  });
});

test("the reference says for every field whether it has an effect, is a label, or is kept for clients", async () => {
  const effects =
    /(^|\()(acted on|a label for people|stored for clients that set it, but not acted on|recorded with passes and shown in claims, but not acted on)(\)|$)/;
  // Fields that do not belong to the noun itself.
  const others = ["settings", "dialGroups", "agentGroupId", "dialGroupId"];
  const document = (await program.request("GET", "/v1/openapi.json")).body;
  const bodyOf = (path: string) =>
    document.paths[path].patch.requestBody.content["application/json"].schema.properties as Record<
      string,
      { description?: string }
    >;
  const one = (noun: string) => `/v1/accounts/{accountId}/${noun}`;
  for (const path of [
    "/v1/accounts/{accountId}",
    one("campaigns/{campaignId}"),
    one("dial-groups/{dialGroupId}"),
    one("lists/{listId}"),
    one("agents/{agentId}"),
    one("dispositions/{dispositionId}"),
  ]) {
    const fields = Object.entries(bodyOf(path)).filter(([name]) => !others.includes(name));
    expect(fields.length).toBeGreaterThan(3);
    for (const [name, { description }] of fields) expect(description, name).toMatch(effects);
  }
  expect(bodyOf(one("dial-groups/{dialGroupId}")).enableAgentFilter?.description).toContain("stored for clients");
  const { isContact, isComplete, isRequeued, requeueDelay } = bodyOf(one("dispositions/{dispositionId}"));
  expect(isContact?.description).toContain("recorded with passes and shown in claims, but not acted on");
  expect(isComplete?.description).toContain("takes precedence over isRequeued");
  expect(isRequeued?.description).toContain("unless isComplete or doNotCall is true");
  expect(requeueDelay?.description).toContain("applies only with isRequeued");
  expect(bodyOf(one("lists/{listId}")).listState?.description).toContain("only ACTIVE lists are dialed");
  // Fields that the wire also accepts as numbers say the same.
  const wired = (await program.request("GET", "/voice/openapi.json")).body;
  const disposition = Object.keys(wired.paths).find((path) => path.endsWith("/campaignDispositions/{dispositionId}"));
  const onWire = wired.paths[disposition as string].put.requestBody.content["application/json"].schema.properties;
  for (const field of ["isContact", "isComplete", "isRequeued", "requeueDelay"])
    expect(onWire[field].description).toBe(bodyOf(one("dispositions/{dispositionId}"))[field]?.description);
});

test("the reference says everywhere that hciClicker is kept for clients", async () => {
  let found = 0;
  const look = (value: unknown) => {
    if (value === null || typeof value !== "object") return;
    for (const [name, inner] of Object.entries(value)) {
      if (name === "hciClicker") {
        found++;
        expect(inner.description).toBe("stored for clients that set it, but not acted on");
      }
      look(inner);
    }
  };
  for (const surface of ["v1", "voice"]) look((await program.request("GET", `/${surface}/openapi.json`)).body);
  expect(found).toBeGreaterThan(4);
});

describe("a disposition that finishes the lead and dials it again", () => {
  const both = { isComplete: true, isRequeued: true };

  test("is refused on v1, also in two steps, unless it was there before", async () => {
    const { campaignId } = campaign;
    const refused = await program.request("POST", `${base}/dispositions`, { campaignId, name: "Both", ...both });
    expect(refused).toMatchObject({ status: 400, body: { code: "INVALID_FIELD", field: "isRequeued" } });
    expect(refused.body.detail).toContain("isComplete");
    const { body } = await program.request("POST", `${base}/dispositions`, {
      campaignId,
      name: "One",
      isRequeued: true,
    });
    const url = `${base}/dispositions/${body.dispositionId}`;
    const second = await program.request("PATCH", url, { isComplete: true });
    expect(second).toMatchObject({ status: 400, body: { code: "INVALID_FIELD", field: "isComplete" } });
    expect(second.body.detail).toContain("isRequeued");
    expect(await program.request("PATCH", url, { isComplete: true, isRequeued: false })).toMatchObject({ status: 200 });
    await program.db.execute(sql`update disposition set is_requeued = true where campaign_id = ${campaignId}`);
    expect(await program.request("PATCH", url, { name: "Still there" })).toMatchObject({ status: 200, body: both });
  });

  test("is accepted on the wire and finishes the lead", async () => {
    const wired = `${onWire()}/campaignDispositions`;
    expect(await program.request("POST", wired, { disposition: "Both", ...both })).toMatchObject({
      status: 201,
      body: both,
    });
    const leadId = await load({});
    await complete({ systemDisposition: "ANSWER", agentDisposition: "Both" });
    expect((await program.request("GET", `${base}/leads/${leadId}`)).body).toMatchObject({ leadState: "COMPLETE" });
  });
});
