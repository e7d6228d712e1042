import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addAgent, addCampaign, addLeads, type TestCampaign, type TestLead } from "../support/leads.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let campaign: TestCampaign;
let base: string;

beforeAll(async () => {
  program = await startProgram();
  base = `/v1/accounts/${program.accountId}/lead-actions`;
});
beforeEach(async () => {
  campaign = await addCampaign(program.db, program.accountId);
});
afterAll(() => program.stop());

const load = (...leads: TestLead[]) => addLeads(program.db, campaign, leads);
const here = () => ({ campaignIds: [campaign.campaignId] });
const post = (body: object, headers: Record<string, string> = {}, as: Client = program) =>
  as.request("POST", base, { criteria: here(), ...body }, headers);
const undo = (id: number, body: object = {}, headers: Record<string, string> = {}) =>
  program.request("POST", `${base}/${id}/undo`, body, headers);
const get = async (path: string | number) => (await program.request("GET", `${base}/${path}`)).body;
const wire = (name: string, query = "", headers: Record<string, string> = {}, more: object = {}) =>
  program.request(
    "PUT",
    `/voice/api/v1/admin/accounts/~/campaignLeads/actions?leadAction=${name}${query}`,
    { campaignLeadSearchCriteria: here(), ...more },
    headers,
  );
const leads = () =>
  program.db.query<{ lead_id: number; lead_state: string; suppressed: boolean; pass_count: number }>(
    sql`select lead_id, lead_state, suppressed, pass_count from lead where campaign_id = ${campaign.campaignId} order by lead_id`,
  );
const states = async () => (await leads()).map((lead) => lead.lead_state);
const actionCount = async () => (await program.db.one<{ count: number }>(sql`select count(*) from lead_action`)).count;

test("the catalog describes every action as far as a client needs to offer it", async () => {
  const { criteria, actions } = await get("catalogue");
  expect(actions.map(({ name }: { name: string }) => name).toSorted()).toEqual([
    "AGENT_RESERVATION",
    "CALLBACK_LEADS",
    "CANCEL_LEADS",
    "DELETE_LEADS",
    "DIALER_REFRESH",
    "EMAIL_LEADS",
    "MANUAL_LEADS",
    "MOVE_TO_CAMPAIGN",
    "PAUSE_LEADS",
    "READY_LEADS",
    "RESET_LEADS",
    "SUPPRESS_LEADS",
    "UNSUPPRESS_LEADS",
  ]);
  const named = (name: string) => actions.find((action: { name: string }) => action.name === name);
  expect(named("CANCEL_LEADS")).toMatchObject({ stops: "ALWAYS", undoable: true, params: { type: "object" } });
  expect(named("READY_LEADS")).toMatchObject({ stops: "NEVER", statesIfNamed: ["DO-NOT-CALL", "TRANSITIONED"] });
  expect(named("MANUAL_LEADS").stops).toBe("BY_PARAMS");
  expect(named("DELETE_LEADS")).toMatchObject({ undoable: false, undoableReason: "deleted data is gone for good" });
  expect(named("CALLBACK_LEADS").params).toMatchObject({
    additionalProperties: false,
    required: ["ACTION_TYPE"],
    properties: { ACTION_TYPE: { enum: ["AGENT", "ANY", "CANCEL", "RESET"] } },
  });
  expect(criteria).toMatchObject({
    type: "object",
    additionalProperties: false,
    properties: { leadIds: { type: "array", items: { type: "integer" } } },
  });
});

test("a small action is done when it answers, and is shown as it was requested", async () => {
  const [first] = await load({}, { lead_state: "PAUSED" });
  const { status, body } = await post({ action: "PAUSE_LEADS", limit: 5 }, { prefer: "respond-async" });
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      id: expect.any(Number),
      action: "PAUSE_LEADS",
      status: "DONE",
      matched: 2,
      changed: 1,
      deleted: 0,
      callbacksDeleted: 0,
      skipped: [{ reason: "already paused", count: 1 }],
      criteria: here(),
      params: {},
      allLeads: false,
      limit: 5,
      requestedBy: "admin@example.com",
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      undoable: true,
      undoOf: null,
      undoneBy: null,
    },
  });
  expect(await get(body.id)).toEqual(body);
  expect(await get(`${body.id}/leads`)).toEqual({
    items: [
      {
        leadId: first,
        result: "CHANGED",
        reason: null,
        before: { leadState: "READY" },
        after: { leadState: "PAUSED" },
        copyLeadId: null,
      },
    ],
    nextCursor: null,
  });
});

test.each([
  [
    "an unknown action",
    { action: "SLEEP_LEADS" },
    { code: "INVALID_FIELD", detail: expect.stringContaining("action is ") },
  ],
  [
    "an unknown field",
    { action: "PAUSE_LEADS", dryrun: true },
    { code: "UNKNOWN_FIELD", detail: "dryrun is not a field of this request; did you mean dryRun?" },
  ],
  [
    "an unknown criterion",
    { action: "PAUSE_LEADS", criteria: { externalIds: ["a"] } },
    {
      code: "UNKNOWN_FIELD",
      detail: "criteria.externalIds is not a field of this request; did you mean externIds?",
    },
  ],
  [
    "an id as text",
    { action: "PAUSE_LEADS", criteria: { leadIds: ["1"] } },
    { detail: expect.stringContaining('criteria.leadIds.0 is "1"; it takes a whole number') },
  ],
  ["criteria that name nothing", { action: "DELETE_LEADS", criteria: {} }, { code: "CRITERIA_NAME_NOTHING" }],
  ["no criteria", { action: "DELETE_LEADS", criteria: undefined }, { code: "CRITERIA_NAME_NOTHING" }],
  [
    "an unknown parameter",
    { action: "MANUAL_LEADS", params: { PASS_DISPOSITION: "x", PASS_DELY: 5 } },
    { code: "UNKNOWN_FIELD", detail: "params.PASS_DELY is not a field of this request; did you mean PASS_DELAY?" },
  ],
  [
    "a parameter as text",
    { action: "AGENT_RESERVATION", params: { RESERVATION_AGENT_ID: "7" } },
    { detail: expect.stringContaining('params.RESERVATION_AGENT_ID is "7"') },
  ],
  [
    "a parameter that does not fit the account",
    { action: "MOVE_TO_CAMPAIGN", params: { CAMPAIGN_ID: 999_999 } },
    {
      code: "INVALID_FIELD",
      field: "params.CAMPAIGN_ID",
      detail: expect.stringContaining("params.CAMPAIGN_ID is 999999, and there is no such campaign"),
    },
  ],
  ["no lead to begin with", { action: "PAUSE_LEADS", limit: 0 }, { detail: expect.stringContaining("limit is 0") }],
])("v1 refuses %s with a message, and nothing is changed or recorded", async (_case, body, problem) => {
  await load({});
  const recorded = await actionCount();
  const answer = await post(body);
  expect(answer).toMatchObject({ status: 400, body: problem });
  expect(await states()).toEqual(["READY"]);
  expect(await actionCount()).toBe(recorded);
});

describe("a dry run", () => {
  const kinds: TestLead[] = [
    {},
    {},
    { lead_state: "PAUSED" },
    { lead_state: "CANCELLED", suppressed: true },
    { lead_state: "DO-NOT-CALL" },
    { lead_state: "CALLBACK", callback_at: new Date("2026-06-30T09:00:00Z") },
    { lead_state: "TRANSITIONED" },
    { lead_state: "COMPLETE", pass_count: 3 },
  ];

  test.each([
    ["RESET_LEADS", {}],
    ["CANCEL_LEADS", {}],
    ["PAUSE_LEADS", {}],
    ["READY_LEADS", {}],
    ["SUPPRESS_LEADS", {}],
    ["UNSUPPRESS_LEADS", {}],
    ["MANUAL_LEADS", { PASS_DISPOSITION: "Spoke", REQUEUE: true }],
    ["CALLBACK_LEADS", { ACTION_TYPE: "CANCEL" }],
    ["EMAIL_LEADS", { EMAIL_TO: "ann@example.com" }],
    ["MOVE_TO_CAMPAIGN", { CREATE_COPY_SETTING: "TRANSITION", LIST_NAME: "Fresh" }],
    ["DELETE_LEADS", {}],
  ])("of %s changes nothing and predicts the action's effect, on both APIs", async (action, params) => {
    await load(...kinds);
    const target = await addCampaign(program.db, program.accountId, campaign.dialGroupId);
    const all = { ...params, ...(action === "MOVE_TO_CAMPAIGN" ? { CAMPAIGN_ID: target.campaignId } : {}) };
    const before = await leads();
    const recorded = await actionCount();
    const preview = await post({ action, params: all, limit: 7, dryRun: true });
    const onWire = await wire(action, "&dryRun=true&limit=7", {}, { leadActionParams: { paramMap: all } });
    expect(await leads()).toEqual(before);
    expect(await actionCount()).toBe(recorded);
    expect(onWire).toMatchObject({ status: 200 });
    expect(onWire.body).toEqual({
      leadActionType: action,
      success: true,
      errorMessage: "",
      // Nothing was changed, whatever else the answer says.
      leadUpdateCount: 0,
      leadDeleteCount: 0,
      redialDeleteCount: 0,
      dialerRefreshed: false,
      ...preview.body,
    });
    const { body } = await post({ action, params: all, limit: 7 });
    expect(preview).toMatchObject({
      status: 200,
      body: { dryRun: true, matched: body.matched, skipped: body.skipped },
    });
    expect(preview.body.wouldChange).toBe(body.changed + body.deleted);
    expect(body.matched).toBe(7);
    const sum = (counts: { count: number }[]) => counts.reduce((all, { count }) => all + count, 0);
    expect(sum(preview.body.byState)).toBe(preview.body.wouldChange);
    expect(sum(preview.body.byCampaign)).toBe(preview.body.wouldChange);
    expect(preview.body.sample).toHaveLength(preview.body.wouldChange);
  });

  test("shows states, campaign and leads", async () => {
    const [first] = await load({ extern_id: "x-1", first_name: "Ann" }, { lead_state: "COMPLETE" });
    const { body } = await post({ action: "PAUSE_LEADS", dryRun: true });
    expect(body).toMatchObject({
      byState: [
        { state: "READY", count: 1 },
        { state: "COMPLETE", count: 1 },
      ],
      byCampaign: [{ campaignId: campaign.campaignId, campaignName: "Campaign", count: 2 }],
      sample: [{ leadId: first, externId: "x-1", firstName: "Ann", leadState: "READY" }, { leadState: "COMPLETE" }],
    });
  });

  test("is refused whenever the action is", async () => {
    const { status, body } = await wire("MOVE_TO_CAMPAIGN", "&dryRun=true");
    expect({ status, body }).toMatchObject({ status: 400, body: { errorCode: "missing.required.param" } });
  });
});

test("a limit restricts an action to the first leads, on both APIs and both forms of the path", async () => {
  await load({}, {}, {}, {});
  expect((await wire("PAUSE_LEADS", "&limit=1")).body).toMatchObject({ matched: 1, leadUpdateCount: 1 });
  expect(await states()).toEqual(["PAUSED", "READY", "READY", "READY"]);
  expect((await post({ action: "CANCEL_LEADS", limit: 2 })).body).toMatchObject({ matched: 2, changed: 2 });
  expect(await states()).toEqual(["CANCELLED", "CANCELLED", "READY", "READY"]);
  const inPath = await program.request("PUT", `/api/v1/admin/accounts/~/campaignLeads/actions=PAUSE_LEADS?limit=3`, {
    campaignLeadSearchCriteria: here(),
  });
  expect(inPath.body).toMatchObject({ leadUpdateCount: 3 });
  expect((await wire("PAUSE_LEADS", "&limit=none")).body.details).toContain('limit is "none"');
});

describe("an Idempotency-Key", () => {
  const raw = async (path: string, method: string, body: object, key: string) => {
    const response = await fetch(program.url + path, {
      method,
      headers: {
        authorization: `Bearer ${program.token}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  const manual = () => ({
    action: "MANUAL_LEADS",
    criteria: here(),
    params: { PASS_DISPOSITION: "Spoke", REQUEUE: true },
  });
  const passes = async () => (await leads()).map((lead) => lead.pass_count);

  test("lets eight equal simultaneous requests take effect once, with equal answers", async () => {
    await load({}, {}, {});
    const answers = await Promise.all(Array.from({ length: 8 }, () => raw(base, "POST", manual(), "at-once")));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(JSON.parse(answers[0]?.text ?? "")).toMatchObject({ status: "DONE", changed: 3 });
    expect(await passes()).toEqual([1, 1, 1]);
  });

  test("answers a repeated request byte for byte like the first, also on the wire and after an undo", async () => {
    await load({});
    const url = "/voice/api/v1/admin/accounts/~/campaignLeads/actions?leadAction=MANUAL_LEADS";
    const body = {
      campaignLeadSearchCriteria: here(),
      leadActionParams: { paramMap: { PASS_DISPOSITION: "Spoke", REQUEUE: "true" } },
    };
    const first = await raw(url, "PUT", body, "wire-1");
    expect(await raw(url, "PUT", body, "wire-1")).toEqual(first);
    expect(await passes()).toEqual([1]);
    const v1 = await raw(base, "POST", manual(), "v1-1");
    expect(v1.status).toBe(200);
    await undo(JSON.parse(v1.text).id);
    expect(await raw(base, "POST", manual(), "v1-1")).toEqual(v1);
    const { params, criteria, action } = manual();
    expect(await raw(base, "POST", { params, criteria, action }, "v1-1")).toEqual(v1);
    expect(await passes()).toEqual([1]);
  });

  test("is refused for a different request, and means a different request for another user", async () => {
    await load({});
    const once = { "idempotency-key": "clash" };
    const { body: first } = await post(manual(), once);
    for (const other of [
      { action: "PAUSE_LEADS", params: {} },
      { limit: 1 },
      { params: { PASS_DISPOSITION: "Other" } },
    ]) {
      expect(await post({ ...manual(), ...other }, once)).toMatchObject({
        status: 422,
        body: {
          code: "IDEMPOTENCY_CLASH",
          detail: `Idempotency-Key clash was already used for a different request, which became action ${first.id}. Repeat that request unchanged, or use a new key.`,
        },
      });
    }
    expect(await undo(first.id, {}, once)).toMatchObject({ status: 422 });
    expect(await wire("PAUSE_LEADS", "", once)).toMatchObject({
      status: 422,
      body: { errorCode: "idempotency.clash" },
    });
    expect(await states()).toEqual(["READY"]);
    const other = await program.as("manager");
    expect((await post({ action: "PAUSE_LEADS" }, once, other)).body).toMatchObject({ changed: 1 });
  });

  test("can be reused if its request was refused", async () => {
    await load({});
    const once = { "idempotency-key": "refused" };
    expect(await post({ action: "MOVE_TO_CAMPAIGN", params: { CAMPAIGN_ID: 999_999 } }, once)).toMatchObject({
      status: 400,
    });
    expect(await post({ action: "PAUSE_LEADS" }, once)).toMatchObject({ status: 200, body: { changed: 1 } });
  });

  test("works for an undo", async () => {
    await load({});
    const { body } = await post({ action: "PAUSE_LEADS" });
    const first = await undo(body.id, {}, { "idempotency-key": "undo" });
    expect(first).toMatchObject({ status: 200, body: { changed: 1 } });
    expect((await undo(body.id, {}, { "idempotency-key": "undo" })).body).toEqual(first.body);
  });

  test("has 1 to 200 visible characters", async () => {
    await load({});
    for (const key of ["", " ", "a b", "k".repeat(201), "schlüssel"]) {
      expect(await post({ action: "PAUSE_LEADS" }, { "idempotency-key": key }), key).toMatchObject({
        status: 400,
        body: { code: "INVALID_FIELD", detail: expect.stringContaining("The header Idempotency-Key is ") },
      });
    }
    expect(await states()).toEqual(["READY"]);
    expect((await post({ action: "PAUSE_LEADS" }, { "idempotency-key": "k".repeat(200) })).status).toBe(200);
  });
});

describe("an undo", () => {
  test("restores what the action changed, is an action itself, and can be undone", async () => {
    await load({ pass_count: 2 }, { lead_state: "COMPLETE" });
    const before = await leads();
    const { body: action } = await post({ action: "RESET_LEADS" });
    const after = await leads();
    const preview = await undo(action.id, { dryRun: true });
    expect(preview).toMatchObject({ status: 200, body: { dryRun: true, matched: 2, wouldChange: 2, skipped: [] } });
    expect(await leads()).toEqual(after);
    const { status, body: undone } = await undo(action.id);
    expect({ status, undone }).toMatchObject({
      status: 200,
      undone: { action: "UNDO", status: "DONE", matched: 2, changed: 2, undoOf: action.id, undoable: true },
    });
    expect(await leads()).toEqual(before);
    expect(await get(action.id)).toMatchObject({
      undoable: false,
      undoableReason: `it was already undone, by action ${undone.id}`,
      undoneBy: undone.id,
    });
    expect(await undo(action.id)).toMatchObject({
      status: 409,
      body: {
        code: "NOT_UNDOABLE",
        detail: `Action ${action.id} (RESET_LEADS) cannot be undone: it was already undone, by action ${undone.id}.`,
      },
    });
    const { body: again } = await undo(undone.id);
    expect(again).toMatchObject({ action: "UNDO", changed: 2, undoOf: undone.id });
    expect(await leads()).toEqual(after);
  });

  test("skips leads that changed since and lists them", async () => {
    const ids = await load({}, {}, {}, {});
    const { body: action } = await post({ action: "PAUSE_LEADS" });
    await post({ action: "CANCEL_LEADS", criteria: { leadIds: [ids[1]] } });
    await post({ action: "DELETE_LEADS", criteria: { leadIds: [ids[3]] } });
    const preview = (await undo(action.id, { dryRun: true })).body;
    const { body } = await undo(action.id);
    expect(body).toMatchObject({ matched: 4, changed: 2 });
    expect(
      body.skipped.toSorted((a: { reason: string }, b: { reason: string }) => (a.reason < b.reason ? -1 : 1)),
    ).toEqual([
      { reason: "changed since", count: 1 },
      { reason: "deleted since", count: 1 },
    ]);
    expect(preview).toMatchObject({ matched: 4, wouldChange: 2 });
    expect(await states()).toEqual(["READY", "CANCELLED", "READY"]);
    expect((await get(`${body.id}/leads?result=CONFLICT`)).items).toEqual([
      { leadId: ids[1], result: "CONFLICT", reason: "changed since", before: {}, after: {}, copyLeadId: null },
      { leadId: ids[3], result: "CONFLICT", reason: "deleted since", before: {}, after: {}, copyLeadId: null },
    ]);
    expect((await get(`${body.id}/leads?result=CHANGED`)).items).toMatchObject([
      { leadId: ids[0], before: { leadState: "PAUSED" }, after: { leadState: "READY" } },
      { leadId: ids[2] },
    ]);
  });

  test("is refused with a reason if nothing can be restored", async () => {
    await load({});
    const reasons = {
      EMAIL_LEADS: "sent mail cannot be recalled",
      DIALER_REFRESH: "the leads it released may have been handed out again",
      DELETE_LEADS: "deleted data is gone for good",
    };
    for (const [action, reason] of Object.entries(reasons)) {
      const params = action === "EMAIL_LEADS" ? { EMAIL_TO: "ann@example.com" } : {};
      const { body } = await post({ action, params });
      expect(body).toMatchObject({ status: "DONE", undoable: false, undoableReason: reason });
      for (const dryRun of [true, false])
        expect(await undo(body.id, { dryRun })).toMatchObject({
          status: 409,
          body: { code: "NOT_UNDOABLE", detail: `Action ${body.id} (${action}) cannot be undone: ${reason}.` },
        });
    }
  });

  test("removes copies, and creates them again when it is undone", async () => {
    const ids = await load({}, {});
    const target = await addCampaign(program.db, program.accountId, campaign.dialGroupId);
    const { body: copied } = await post({
      action: "MOVE_TO_CAMPAIGN",
      params: { CAMPAIGN_ID: target.campaignId, CREATE_COPY_SETTING: "true" },
    });
    const touched = (await get(`${copied.id}/leads`)).items;
    expect(touched).toMatchObject(ids.map((leadId) => ({ leadId, result: "COPIED", copyLeadId: expect.any(Number) })));
    const { body: undone } = await undo(copied.id);
    expect((await get(`${undone.id}/leads`)).items).toMatchObject(
      touched.map(({ leadId, copyLeadId }: { leadId: number; copyLeadId: number }) => ({
        leadId,
        copyLeadId,
        result: "CHANGED",
      })),
    );
    const { body: again } = await undo(undone.id);
    expect((await get(`${again.id}/leads?result=COPIED`)).items).toHaveLength(2);
  });

  test("of an unknown action, or of another account's, is not found", async () => {
    const stranger = await program.as(null);
    const { body } = await post({ action: "DIALER_REFRESH" });
    expect(await undo(987_654_321)).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    const theirs = `/v1/accounts/${stranger.accountId}/lead-actions/${body.id}`;
    for (const [method, path] of [
      ["POST", "/undo"],
      ["POST", "/cancel"],
      ["GET", ""],
      ["GET", "/leads"],
      ["GET", "/events"],
    ] as const)
      expect(await stranger.request(method, theirs + path), path).toMatchObject({
        status: 404,
        body: { code: "NOT_FOUND" },
      });
  });
});

test("per-lead results of an action come in pages", async () => {
  const ids = await load({}, {}, {}, {}, {});
  const { body: mailed } = await post({ action: "EMAIL_LEADS", params: { EMAIL_TO: "ann@example.com" } });
  const { body: gone } = await post({ action: "DELETE_LEADS" });
  for (const [id, result] of [
    [mailed.id, "MAILED"],
    [gone.id, "DELETED"],
  ]) {
    const seen: unknown[] = [];
    let cursor: string | null = "0";
    while (cursor !== null) {
      const page: { items: { leadId: number; result: string }[]; nextCursor: string | null } = await get(
        `${id}/leads?limit=2&cursor=${cursor}&result=${result}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ leadId, result }) => [leadId, result]));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids.map((leadId) => [leadId, result]));
  }
  expect((await get(`${gone.id}/leads?result=CHANGED`)).items).toEqual([]);
});

test("the list is newest first, in pages, and can be filtered by status, action, and user", async () => {
  const manager = await program.as("manager");
  const made: number[] = [];
  for (const action of ["PAUSE_LEADS", "READY_LEADS", "PAUSE_LEADS"]) made.unshift((await post({ action })).body.id);
  made.unshift((await post({ action: "PAUSE_LEADS" }, {}, manager)).body.id);
  made.unshift((await undo(made[0] as number)).body.id);
  const listed = async (query: string) => {
    const { items, nextCursor } = (await program.request("GET", `${base}?${query}`)).body;
    return { ids: items.map(({ id }: { id: number }) => id), nextCursor };
  };
  const first = await listed("limit=3");
  expect(first).toEqual({ ids: made.slice(0, 3), nextCursor: String(made[2]) });
  expect((await listed(`limit=2&cursor=${first.nextCursor}`)).ids).toEqual(made.slice(3));
  expect((await listed(`requestedBy=${manager.email}`)).ids).toEqual([made[1]]);
  expect((await listed("action=PAUSE_LEADS&limit=3")).ids).toEqual([made[1], made[2], made[4]]);
  expect((await listed("action=UNDO&limit=1")).ids).toEqual([made[0]]);
  expect((await listed("status=RUNNING")).ids).toEqual([]);
  expect((await program.request("GET", `${base}?status=LOST`)).body.detail).toContain("one of RUNNING, DONE");
});

test("viewers can only look, and managers can act", async () => {
  await load({});
  const viewer = await program.as("viewer");
  const manager = await program.as("manager");
  const { body } = await post({ action: "PAUSE_LEADS" }, {}, manager);
  expect(body).toMatchObject({ changed: 1, requestedBy: manager.email });
  for (const path of ["", "/catalogue", `/${body.id}`, `/${body.id}/leads`, `/${body.id}/events`])
    expect((await viewer.request("GET", base + path)).status).toBe(200);
  for (const path of ["", `/${body.id}/undo`, `/${body.id}/cancel`])
    expect((await viewer.request("POST", base + path, {})).status).toBe(403);
  expect(await post({ action: "PAUSE_LEADS", dryRun: true }, {}, viewer)).toMatchObject({ status: 403 });
});

test("DIALER_REFRESH reports the refresh on the wire and is recorded", async () => {
  const { body } = await wire("DIALER_REFRESH");
  expect(body).toMatchObject({ success: true, dialerRefreshed: true, status: "DONE", matched: 0 });
  expect((await wire("DIALER_REFRESH", "&dryRun=true")).body).toMatchObject({ dialerRefreshed: false, wouldChange: 0 });
  expect(await get(body.actionId)).toMatchObject({ action: "DIALER_REFRESH" });
});

test("a reservation's per-lead results name the agent", async () => {
  const [leadId] = await load({});
  const agentId = await addAgent(program.db, program.accountId, campaign.dialGroupId);
  const { body } = await post({ action: "AGENT_RESERVATION", params: { RESERVATION_AGENT_ID: agentId } });
  expect((await get(`${body.id}/leads`)).items).toMatchObject([
    { leadId, before: { reservedAgentId: null }, after: { reservedAgentId: agentId } },
  ]);
});
