import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addCampaign, type TestCampaign } from "../support/leads.ts";
import { type Program, startProgram } from "../support/program.ts";

let program: Program;
let v1: string;
let campaign: TestCampaign;

beforeAll(async () => {
  program = await startProgram();
  v1 = `/v1/accounts/${program.accountId}`;
});
beforeEach(async () => {
  campaign = await addCampaign(program.db, program.accountId);
});
afterAll(() => program.stop());

let number = 2015550000;
const rows = (count: number) => Array.from({ length: count }, () => ({ leadPhone: String(++number) }));
const load = (body: object, headers: Record<string, string> = {}) =>
  program.request("POST", `${v1}/campaigns/${campaign.campaignId}/leads`, body, headers);
const direct = (body: object, headers: Record<string, string> = {}) =>
  program.request(
    "POST",
    `/voice/api/v1/admin/accounts/${program.accountId}/campaigns/${campaign.campaignId}/leadLoader/direct`,
    body,
    headers,
  );
const act = (body: object) => program.request("POST", `${v1}/lead-actions`, body);
const action = async (id: number) => (await program.request("GET", `${v1}/lead-actions/${id}`)).body;
const undo = (id: number, body: object = {}) => program.request("POST", `${v1}/lead-actions/${id}/undo`, body);
const leadIds = async (): Promise<number[]> => {
  const criteria = { campaignIds: [campaign.campaignId] };
  const { body } = await program.request("POST", `${v1}/leads/search`, { criteria, sort: "leadId", limit: 1000 });
  return body.items.map(({ leadId }: { leadId: number }) => leadId);
};

test("a load of rows is a lead action: listed, in the history of its leads, and undone except for leads changed since", async () => {
  const sent = [...rows(4), { leadPhone: "none" }];
  const { body: loaded } = await load({ leads: sent, description: "Web" });
  expect(await action(loaded.actionId)).toMatchObject({
    action: "LOAD_LEADS",
    status: "DONE",
    matched: 5,
    changed: 4,
    skipped: [{ reason: "not valid", count: 1 }],
    params: { campaignId: campaign.campaignId, description: "Web" },
    load: { campaignId: campaign.campaignId, listId: loaded.listId },
    undoable: true,
  });
  const [first, second] = (await leadIds()) as [number, number];
  const history = await program.request("GET", `${v1}/leads/${first}/history`);
  expect(history.body.items).toMatchObject([{ kind: "LOADED", details: { actionId: loaded.actionId } }]);
  const made = await program.request("GET", `${v1}/lead-actions/${loaded.actionId}/leads?limit=2`);
  expect(made.body.items).toMatchObject([{ leadId: first, result: "LOADED" }, { leadId: second }]);

  await act({ action: "PAUSE_LEADS", criteria: { leadIds: [second] } });
  const tried = await undo(loaded.actionId, { dryRun: true });
  expect(tried.body).toMatchObject({ wouldChange: 3, skipped: [{ reason: "changed since", count: 1 }] });
  const undone = await Promise.all([undo(loaded.actionId), undo(loaded.actionId)]);
  expect(undone.map(({ body }) => body.status)).toEqual(expect.arrayContaining(["DONE", 409]));
  const { body: done } = undone.find(({ body }) => body.status === "DONE") ?? {};
  expect(done).toMatchObject({ deleted: 3, undoable: false });
  expect(await leadIds()).toEqual([second]);
  expect((await undo(loaded.actionId)).body).toMatchObject({ code: "NOT_UNDOABLE" });
});

test("undoing a load removes the list it created, and keeps an existing list with the leads of other loads", async () => {
  const { body: made } = await load({ leads: rows(2) });
  const { body: onto } = await direct({ uploadLeads: rows(3), listId: made.listId });
  expect((await undo(onto.actionId)).body).toMatchObject({ deleted: 3 });
  expect(await leadIds()).toHaveLength(2);
  expect((await undo(made.actionId)).body).toMatchObject({ deleted: 2 });
  expect((await program.request("GET", `${v1}/lists/${made.listId}`)).status).toBe(404);
});

test("a large load is undone in batches", async () => {
  const { body: loaded } = await load({ leads: rows(2500) });
  expect((await undo(loaded.actionId)).body).toMatchObject({ status: "DONE", deleted: 2500 });
  expect(await leadIds()).toEqual([]);
});

test.each([
  ["v1", load, "leads"],
  ["the wire", direct, "uploadLeads"],
])("on %s, a request repeated with its key loads once and gets the same answer", async (_surface, send, field) => {
  const key = { "idempotency-key": `direct ${field}`.replace(" ", "-") };
  const body = { [field]: [...rows(3), { leadPhone: "none" }], description: "Once" };
  const [one, two] = await Promise.all([send(body, key), send(body, key)]);
  expect(one).toMatchObject({ status: 200, body: { actionId: expect.any(Number) } });
  expect(two.body).toEqual(one.body);
  expect(await leadIds()).toHaveLength(3);
  await undo(one.body.actionId);
  // With its fields in another order and after an undo, it is still the same request.
  const again = Object.fromEntries(Object.entries(body).toReversed());
  expect((await send(again, key)).body).toEqual(one.body);
  expect(await leadIds()).toEqual([]);
  expect(await send({ ...body, [field]: rows(3) }, key)).toMatchObject({ status: 422 });
  expect(await send({ ...body, description: "Other" }, key)).toMatchObject({ status: 422 });
  const { body: ledger } = await program.request("GET", `${v1}/lead-actions?action=LOAD_LEADS`);
  const here = ledger.items.filter(
    ({ params }: { params: object }) => "campaignId" in params && params.campaignId === campaign.campaignId,
  );
  expect(here).toHaveLength(1);
});

test("a load without any accepted row is listed and has nothing to undo", async () => {
  const { body: loaded } = await load({ leads: [{ leadPhone: "none" }] });
  expect(await action(loaded.actionId)).toMatchObject({ matched: 1, changed: 0, undoableReason: "it loaded no lead" });
  expect((await program.request("GET", `${v1}/lead-actions/${loaded.actionId}/leads`)).body.items).toEqual([]);
  expect((await undo(loaded.actionId)).body).toMatchObject({ code: "NOT_UNDOABLE" });
});

test("eight equal simultaneous loads load each phone once and say which load has it", async () => {
  const body = { leads: rows(20), duplicateHandling: "REMOVE_ALL_EXISTING" };
  const answers = await Promise.all(Array.from({ length: 8 }, () => load(body)));
  expect(answers.map((answer) => answer.body.inserted).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 20]);
  expect(await leadIds()).toHaveLength(20);
});
