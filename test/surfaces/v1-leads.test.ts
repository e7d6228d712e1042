import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addCampaign, addLeads, addPlainLeads, type TestCampaign } from "../support/leads.ts";
import { type Program, startProgram } from "../support/program.ts";

let program: Program;
let campaign: TestCampaign;
let base: string;

beforeAll(async () => {
  program = await startProgram();
  base = `/v1/accounts/${program.accountId}`;
});
beforeEach(async () => {
  campaign = await addCampaign(program.db, program.accountId);
});
afterAll(() => program.stop());

const search = async (body: object) =>
  await program.request("POST", `${base}/leads/search`, {
    criteria: { campaignIds: [campaign.campaignId] },
    ...body,
  });
const act = async (action: string, leadId: number, params: object = {}) =>
  (await program.request("POST", `${base}/lead-actions`, { action, criteria: { leadIds: [leadId] }, params })).body;

describe("a search", () => {
  test.each([
    ["leadId", (ids: number[]) => ids],
    ["-leadId", (ids: number[]) => ids.toReversed()],
  ])("sorted by %s continues where the last page ended, whatever is loaded meanwhile", async (sort, inOrder) => {
    const ids = await addPlainLeads(program.db, campaign, 7);
    const seen: number[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 4; pages++) {
      const { status, body } = await search({ sort, limit: 3, ...(cursor ? { cursor } : {}) });
      expect(status).toBe(200);
      seen.push(...body.items.map(({ leadId }: { leadId: number }) => leadId));
      if (body.nextCursor === null) break;
      cursor = body.nextCursor;
      // It comes before the page in descending order, and at the end in ascending order.
      if (pages === 0) ids.push(...(await addPlainLeads(program.db, campaign, 1)));
    }
    expect(seen).toEqual(inOrder(sort === "leadId" ? ids : ids.slice(0, 7)));
  });

  test("returns leads in v1's form, by any criteria", async () => {
    const [leadId] = await addLeads(program.db, campaign, [
      { extern_id: "v1-1", first_name: "Ann", phone: "+14155550199", lead_state: "PAUSED" },
      { first_name: "Bob" },
    ]);
    const { body } = await search({ criteria: { leadPhoneNumbers: ["(415) 555-0199"], leadStates: ["PAUSED"] } });
    expect(body).toMatchObject({
      items: [{ leadId, externId: "v1-1", firstName: "Ann", leadPhone: "+14155550199", leadState: "PAUSED" }],
      nextCursor: null,
      total: null,
    });
  });

  test("counts exactly, or estimates at once", async () => {
    await addPlainLeads(program.db, campaign, 500);
    await program.db.execute(sql`analyze lead`);
    expect((await search({ total: "exact", limit: 1 })).body).toMatchObject({ total: { count: 500, exact: true } });
    const { count, exact } = (await search({ total: "estimated", limit: 1 })).body.total;
    expect(exact).toBe(false);
    expect(count).toBeGreaterThan(250);
    expect(count).toBeLessThan(1000);
  });

  test("counts by state, with suppressed leads separate", async () => {
    await addLeads(program.db, campaign, [
      {},
      {},
      {},
      { lead_state: "PAUSED" },
      { suppressed: true },
      { suppressed: true },
    ]);
    expect((await search({ states: true, limit: 1 })).body.states).toEqual([
      { state: "READY", suppressed: false, count: 3 },
      { state: "READY", suppressed: true, count: 2 },
      { state: "PAUSED", suppressed: false, count: 1 },
    ]);
    expect((await search({})).body).not.toHaveProperty("states");
  });

  test("without a body finds the account's leads", async () => {
    const [leadId] = await addLeads(program.db, campaign, [{}]);
    const { body } = await program.request("POST", `${base}/leads/search`, { sort: "-leadId", limit: 1 });
    expect(body.items).toMatchObject([{ leadId }]);
    expect((await program.request("POST", `${base}/leads/search`)).status).toBe(200);
  });

  test.each([
    [{ criteria: { state: "CA" } }, "criteria.state is not a field of this request; "],
    [{ criteria: { leadStates: ["ASLEEP"] } }, 'leadStates is "ASLEEP"; it takes states: READY'],
    [{ page: 2 }, "page is not a field of this request; use one of criteria, sort, total, states, limit, cursor."],
    [{ cursor: "abc" }, 'cursor is "abc"'],
    [{ limit: 1001 }, "limit is 1001"],
  ])("%j is refused with a message", async (body, detail) => {
    expect(await search(body)).toMatchObject({ status: 400, body: { detail: expect.stringContaining(detail) } });
  });
});

describe("a lead", () => {
  test("is shown with its contact data, place in the queue, callback, and passes", async () => {
    const at = new Date("2026-08-01T09:00:00Z");
    const [leadId = 0] = await addLeads(program.db, campaign, [
      { first_name: "Ann", morePhones: ["+14155550198"], lead_state: "CALLBACK", callback_at: at },
    ]);
    await act("MANUAL_LEADS", leadId, { PASS_DISPOSITION: "Spoke", REQUEUE: true });
    const { id } = await act("MANUAL_LEADS", leadId, { PASS_DISPOSITION: "Taken back", REQUEUE: true });
    await program.request("POST", `${base}/lead-actions/${id}/undo`);
    const { status, body } = await program.request("GET", `${base}/leads/${leadId}`);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        leadId,
        campaignId: campaign.campaignId,
        campaignName: "Campaign",
        listDesc: "List",
        firstName: "Ann",
        otherPhones: ["+14155550198"],
        leadState: "READY",
        leadPasses: 1,
        callback: null,
        dialing: { dialable: false, reason: "nextDialTime" },
        passes: [{ passNumber: 1, systemDisposition: "MANUAL_PASS", agentDisposition: "Spoke" }],
      },
    });
  });

  test("that is unknown or of another account is not found", async () => {
    const [leadId = 0] = await addLeads(program.db, campaign, [{}]);
    const stranger = await program.as(null);
    for (const path of ["", "/history"]) {
      expect(await stranger.request("GET", `/v1/accounts/${stranger.accountId}/leads/${leadId}${path}`)).toMatchObject({
        status: 404,
        body: { code: "NOT_FOUND" },
      });
      expect((await program.request("GET", `${base}/leads/987654321${path}`)).status).toBe(404);
    }
  });

  test("keeps its history, in pages and either order, even after deletion", async () => {
    const [leadId = 0] = await addLeads(program.db, campaign, [{ first_name: "Ann" }]);
    await program.request("PATCH", `${base}/leads/${leadId}`, { firstName: "Anna" });
    const { id } = await act("PAUSE_LEADS", leadId);
    await program.request("POST", `${base}/lead-actions/${id}/undo`);
    const history = async (query: string) =>
      (await program.request("GET", `${base}/leads/${leadId}/history?${query}`)).body;
    const { items, nextCursor } = await history("order=oldest");
    expect(nextCursor).toBeNull();
    const kinds = items.map(
      ({ kind, details }: { kind: string; details: { action?: string } }) => details.action ?? kind,
    );
    expect(kinds).toEqual(["LOADED", "EDITED", "PAUSE_LEADS", "UNDO"]);
    expect(items[2]).toMatchObject({
      id,
      by: "admin@example.com",
      details: { before: { leadState: "READY" }, after: { leadState: "PAUSED" } },
    });
    const paged: unknown[] = [];
    for (let cursor = ""; ; ) {
      const page = await history(`limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(items.toReversed());
    await act("DELETE_LEADS", leadId);
    expect((await program.request("GET", `${base}/leads/${leadId}`)).status).toBe(404);
    const left = await history("");
    expect(left.items[0]).toMatchObject({ kind: "ACTION", details: { action: "DELETE_LEADS", deleted: true } });
    expect(JSON.stringify(left)).not.toContain("Ann");
    expect((await program.request("GET", `${base}/leads/${leadId}/history?cursor=x`)).status).toBe(400);
  });
});
