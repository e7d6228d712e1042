import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let base: string;
let campaignId: number;
let dialGroupId: number;

beforeAll(async () => {
  program = await startProgram();
  base = `/voice/api/v1/admin/accounts/${program.accountId}`;
  const group = await program.request("POST", `${base}/dialGroups`, { dialGroupName: "Sales" });
  dialGroupId = group.body.dialGroupId;
  campaignId = await newCampaign();
});
afterAll(() => program.stop());

async function newCampaign(more: object = {}): Promise<number> {
  const path = `${base}/dialGroups/${dialGroupId}/campaigns`;
  const { body } = await program.request("POST", path, { campaignName: "Summer", ...more });
  return body.campaignId;
}

let serial = 0;
const phone = () => `312555${String(serial++).padStart(4, "0")}`;
const direct = (campaign = campaignId) => `${base}/campaigns/${campaign}/leadLoader/direct`;
const load = (body: unknown, path = direct(), client: Client = program) => client.request("POST", path, body);
const search = (criteria: object) => program.request("POST", `${base}/campaignLeads/leadSearch`, criteria);
const one = (leadId: number, query = `?campaignId=${campaignId}`) => `${base}/campaignLeads/${leadId}${query}`;

async function newLead(row: object = {}): Promise<number> {
  const { body } = await load({ uploadLeads: [{ leadPhone: phone(), ...row }] });
  return body.leads[0].leadId;
}

describe("leadLoader/direct", () => {
  test("loads a request as RingCX clients send it, and the leads can be found at once by external id and phone", async () => {
    const number = phone();
    const { status, body } = await load({
      description: "Web leads",
      dialPriority: "IMMEDIATE",
      duplicateHandling: "REMOVE_ALL_EXISTING",
      listState: "ACTIVE",
      timeZoneOption: "NPA_NXX",
      dncTags: [],
      uploadLeads: [
        {
          leadPhone: number,
          externId: "crm-1",
          firstName: "Ada",
          middleName: "B",
          lastName: "King",
          zip: null,
          email: "",
          auxData1: 30,
          leadPriority: 1,
          extendedLeadData: { important: "data", interested: true, score: 5, none: null },
        },
        { leadPhone: "not a phone", externId: "crm-2" },
        { leadPhone: number, externId: "crm-3" },
      ],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      leadsSupplied: 3,
      leadsAccepted: 2,
      leadsInserted: 1,
      leadsConverted: 0,
      deletedCount: 1,
      hasDeletedLeads: true,
      internalDncCount: 0,
      failedAgentAssignment: 0,
      processingStatus: "DEFAULT_NOT_A_FAILURE",
      processingResult: "SUCCESS",
      message: "1 of 3 leads loaded; 1 rejected for an invalid field; 1 left out as duplicates.",
      listState: "ACTIVE",
      timeZoneOption: "NPA_NXX",
      uploadFileName: "Web leads",
      rejectedRows: [
        {
          rowData: ["not a phone", "crm-2"],
          message: 'Row 2: leadPhone is "not a phone"; it takes a phone number such as 4155550100 or +14155550100.',
        },
      ],
      leads: [
        { row: 1, leadId: expect.any(Number) },
        { row: 2, reason: "INVALID" },
        { row: 3, reason: "DUPLICATE", rejected: expect.stringContaining("row 1") },
      ],
    });
    for (const criteria of [{ externIds: ["crm-1"] }, { leadPhoneNumbers: [number] }, { listIds: [body.listId] }]) {
      const found = await search({ campaignId, ...criteria });
      expect(found.body).toHaveLength(1);
      expect(found.body[0]).toMatchObject({
        leadId: body.leads[0].leadId,
        midName: "B",
        auxData1: "30",
        listDesc: "Web leads",
        leadTimezone: "America/Chicago",
        campaignLead: { extendedLeadData: { important: "data", interested: true, score: 5, none: null } },
      });
    }
  });

  test("also works below the dial group, below the legacy prefix, and with ~ for the account", async () => {
    const body = () => ({ uploadLeads: [{ leadPhone: phone() }] });
    for (const path of [
      `${base}/dialGroups/${dialGroupId}/campaigns/${campaignId}/leadLoader/direct`,
      `/api/v1/admin/accounts/~/campaigns/${campaignId}/leadLoader/direct`,
    ]) {
      expect(await load(body(), path)).toMatchObject({ status: 200, body: { leadsInserted: 1 } });
    }
    const elsewhere = `${base}/dialGroups/999999/campaigns/${campaignId}/leadLoader/direct`;
    expect(await load(body(), elsewhere)).toMatchObject({ status: 404 });
  });

  test("loads into an existing list, named in the body or the query", async () => {
    const { body: first } = await load({ uploadLeads: [{ leadPhone: phone() }] });
    const inBody = await load({ listId: `${first.listId}`, uploadLeads: [{ leadPhone: phone() }] });
    const inQuery = await load({ uploadLeads: [{ leadPhone: phone() }] }, `${direct()}?listId=${first.listId}`);
    expect([inBody.body.listId, inQuery.body.listId]).toEqual([first.listId, first.listId]);
    expect((await search({ listIds: [first.listId] })).body).toHaveLength(3);
  });

  test("says so when no row passes", async () => {
    const { status, body } = await load({ uploadLeads: [{ leadPhone: "1" }, "row", null] });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      processingStatus: "NO_LEADS_PASSED_VALIDATION",
      processingResult: "FAILURE",
      leadsInserted: 0,
      listId: null,
      rejectedRows: [{ rowData: ["1"] }, { rowData: ["row"] }, { rowData: ["null"] }],
    });
  });

  test.each<[string, unknown, number, string]>([
    ["no rows", { uploadLeads: [] }, 400, "uploadLeads is empty; it takes 1 to 50000 leads."],
    ["no uploadLeads", {}, 400, "uploadLeads"],
    [
      "too many rows",
      { uploadLeads: Array(50_001).fill(0) },
      400,
      "uploadLeads has 50001 leads; a load takes at most 50000.",
    ],
    ["an unknown option", { uploadLeads: [{}], duplicateHandling: "SOME" }, 400, "duplicateHandling"],
    ["an unknown tag", { uploadLeads: [{ leadPhone: "4155550100" }], dncTags: ["x"] }, 400, "dncTags"],
    ["an unknown list", { uploadLeads: [{ leadPhone: "4155550100" }], listId: 999999 }, 404, "999999"],
    ["broken JSON", '{"uploadLeads": [', 400, "not valid JSON"],
  ])("refuses %s", async (_, body, status, message) => {
    const headers = { "content-type": "application/json" };
    const answer = await program.request("POST", direct(), body, typeof body === "string" ? headers : {});
    expect(answer).toMatchObject({ status, body: { generalMessage: expect.stringContaining(message) } });
  });

  test("requires a manager and finds nothing of another account", async () => {
    const body = { uploadLeads: [{ leadPhone: phone() }] };
    expect(await load(body, direct(), await program.as("dialer"))).toMatchObject({ status: 403 });
    expect(await load(body, direct(), await program.as("manager"))).toMatchObject({ status: 200 });
    const stranger = await program.as(null);
    expect(await load(body, direct(), stranger)).toMatchObject({ status: 404 });
    const own = `/voice/api/v1/admin/accounts/${stranger.accountId}/campaigns/${campaignId}/leadLoader/direct`;
    expect(await load(body, own, stranger)).toMatchObject({ status: 404 });
    expect(await load(body, direct(), program.client())).toMatchObject({ status: 401 });
  });

  test("leaves out numbers on the do-not-call list unless the campaign is not scrubbed", async () => {
    const number = phone();
    const entry = await program.request("POST", `/v1/accounts/${program.accountId}/dnc-entries`, {
      phone: `+1${number}`,
    });
    expect(entry.status).toBeLessThan(300);
    const body = { uploadLeads: [{ leadPhone: number }] };
    expect((await load(body)).body).toMatchObject({
      internalDncCount: 1,
      leadsInserted: 0,
      leads: [{ reason: "DNC" }],
    });
    const free = await newCampaign({ dncScrubOption: "DO_NOT_SCRUB" });
    expect((await load(body, direct(free))).body).toMatchObject({ internalDncCount: 0, leadsInserted: 1 });
  });
});

describe("PATCH and PUT of a lead", () => {
  test("PATCH changes the given fields, ignores null ones, and returns the lead", async () => {
    const leadId = await newLead({ firstName: "Ada", lastName: "King", extendedLeadData: { a: 1 } });
    const { status, body } = await program.request("PATCH", one(leadId), {
      firstName: "Augusta",
      lastName: null,
      leadState: "PAUSED",
      extendedLeadData: { b: "2" },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      leadId,
      firstName: "Augusta",
      lastName: "King",
      leadState: "PAUSED",
      extendedLeadData: { a: 1, b: "2" },
    });
  });

  test("PUT of a search result with one field changed changes that field", async () => {
    const leadId = await newLead({ firstName: "Ada", zip: "60601", maxPasses: 4, extendedLeadData: { a: 1 } });
    const before = (await search({ leadIds: [leadId] })).body[0].campaignLead;
    const { status, body } = await program.request("PUT", one(leadId), { ...before, firstName: "Augusta" });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, firstName: "Augusta" });
  });

  test("PUT clears fields it does not mention", async () => {
    const leadId = await newLead({ firstName: "Ada", zip: "60601" });
    const { body } = await program.request("PUT", one(leadId), { leadPhone: "3125559999", lastName: "King" });
    expect(body).toMatchObject({
      firstName: null,
      zip: null,
      lastName: "King",
      leadPhone: "3125559999",
      leadState: "READY",
    });
  });

  test.each(["PATCH", "PUT"])("%s refuses what a load would reject", async (method) => {
    const leadId = await newLead();
    const answer = await program.request(method, one(leadId), { leadPhone: "12" });
    expect(answer).toMatchObject({ status: 400, body: { errorCode: "invalid.param" } });
    expect(answer.body.generalMessage).toContain('leadPhone is "12"; it takes a phone number');
  });

  test("finds the lead only in its account, campaign, and list, and only for managers", async () => {
    const leadId = await newLead();
    const change = { firstName: "Eve" };
    expect(await program.request("PATCH", one(leadId, "?campaignId=999999"), change)).toMatchObject({ status: 404 });
    expect(await program.request("PATCH", one(leadId, `?campaignId=${campaignId}&listId=9`), change)).toMatchObject({
      status: 404,
    });
    expect(await (await program.as("dialer")).request("PATCH", one(leadId), change)).toMatchObject({ status: 403 });
    const stranger = await program.as(null);
    const own = `/voice/api/v1/admin/accounts/${stranger.accountId}/campaignLeads/${leadId}`;
    expect(await stranger.request("PATCH", own, change)).toMatchObject({ status: 404 });
    expect(await program.request("PATCH", `${base}/campaignLeads/x`, change)).toMatchObject({ status: 400 });
  });
});

describe("v1", () => {
  const leads = () => `/v1/accounts/${program.accountId}/campaigns/${campaignId}/leads`;

  test("loads leads and changes one", async () => {
    const number = phone();
    const loaded = await program.request("POST", leads(), {
      description: "From the CRM",
      leads: [
        {
          leadPhone: number,
          otherPhones: [phone()],
          externId: "v1-1",
          firstName: "Ada",
          zip: null,
          extendedLeadData: { a: 1 },
        },
        { leadPhone: "nothing" },
      ],
    });
    expect(loaded).toMatchObject({
      status: 200,
      body: { supplied: 2, inserted: 1, results: [{ row: 1 }, { row: 2, reason: "INVALID" }] },
    });
    const { leadId } = loaded.body.results[0];
    const changed = await program.request("PATCH", `/v1/accounts/${program.accountId}/leads/${leadId}`, {
      firstName: null,
      leadTimezone: "PST",
      otherPhones: [],
      nextDialTime: "2026-12-01T08:00:00Z",
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        leadId,
        leadPhone: `+1${number}`,
        otherPhones: [],
        firstName: null,
        externId: "v1-1",
        leadTimezone: "America/Los_Angeles",
        nextDialTime: "2026-12-01T08:00:00.000Z",
        callback: null,
      },
    });
  });

  test.each<[object, string, string]>([
    [{ leads: [{ leadPhone: "3125550100", frstName: "Ada" }] }, "UNKNOWN_FIELD", "firstName"],
    [{ leads: [{ leadPhone: 3125550100 }] }, "INVALID_FIELD", "leads.0.leadPhone"],
    [{ leads: [{}] }, "MISSING_FIELD", "leads.0.leadPhone"],
    [{ leads: [] }, "NO_LEADS", "leads is empty"],
    [{}, "MISSING_FIELD", "leads"],
  ])("refuses %j with %s", async (body, code, message) => {
    const answer = await program.request("POST", leads(), body);
    expect(answer).toMatchObject({ status: 400, body: { code, detail: expect.stringContaining(message) } });
  });

  test("refuses unknown fields in a change, and leads of other accounts", async () => {
    const path = `/v1/accounts/${program.accountId}/leads/${await newLead()}`;
    expect(await program.request("PATCH", path, { name: "Ada" })).toMatchObject({
      status: 400,
      body: { code: "UNKNOWN_FIELD" },
    });
    expect(await program.request("PATCH", `/v1/accounts/${program.accountId}/leads/999999`, {})).toMatchObject({
      status: 404,
    });
    expect(await (await program.as("viewer")).request("PATCH", path, {})).toMatchObject({ status: 403 });
  });
});
