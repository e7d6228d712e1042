import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { refillCampaign as refillNow } from "../../src/dialer/rules/refill.ts";
import { scopeOf } from "../../src/leads/search/scope.ts";
import { addCampaign, addLeads, type TestCampaign, type TestLead } from "../support/leads.ts";
import { type Program, startProgram } from "../support/program.ts";

// Leads that are not dialable leave the queue. This covers each way in which they become dialable and come back.

let program: Program;
let v1: string;
// A Friday, noon in New York.
let now = new Date("2026-07-24T16:00:00Z");

beforeAll(async () => {
  program = await startProgram({ clock: () => now });
  v1 = `/v1/accounts/${program.accountId}`;
});
afterAll(() => program.stop());

let serial = 0;
interface Case {
  campaign: TestCampaign;
  leadId: number;
  phone: string;
}

async function send(method: string, path: string, body?: object) {
  const answer = await program.request(method, `${v1}${path}`, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const act = (action: string, leadId: number, params: object = {}) =>
  send("POST", "/lead-actions", { action, criteria: { leadIds: [leadId] }, params });
const campaignChange =
  (change: object) =>
  ({ campaign }: Case) =>
    send("PATCH", `/campaigns/${campaign.campaignId}`, change);
const claimed = async ({ campaign }: Case): Promise<number[]> => {
  const { claims } = await send("POST", "/dialer/claims", { campaignId: campaign.campaignId, max: 5 });
  return claims.map(({ lead }: { lead: { leadId: number } }) => lead.leadId);
};
const refill = async ({ campaign }: Case) =>
  await refillNow(program.db, await scopeOf(program.db, program.accountId), campaign.campaignId, 0, now);
const later = (minutes: number) => async () => {
  now = new Date(now.getTime() + minutes * 60_000);
};

let undo = 0;

test.each<[how: string, lead: TestLead, stop: (at: Case) => Promise<unknown>, free: (at: Case) => Promise<unknown>]>([
  [
    "its list is active again",
    {},
    ({ campaign }) => send("PATCH", `/lists/${campaign.listId}`, { listState: "PAUSED" }),
    ({ campaign }) => send("PATCH", `/lists/${campaign.listId}`, { listState: "ACTIVE" }),
  ],
  [
    "a do-not-call entry is deleted",
    {},
    async ({ phone }) => (undo = (await send("POST", "/dnc-entries", { phone })).dncEntryId),
    () => send("DELETE", `/dnc-entries/${undo}`),
  ],
  [
    "a do-not-call entry ends",
    {},
    ({ phone }) => send("POST", "/dnc-entries", { phone, expiresAt: new Date(now.getTime() + 60_000) }),
    later(2),
  ],
  [
    "a do-not-call entry gets an end in the past",
    {},
    async ({ phone }) => (undo = (await send("POST", "/dnc-entries", { phone })).dncEntryId),
    () => send("PATCH", `/dnc-entries/${undo}`, { expiresAt: new Date(now.getTime() - 60_000) }),
  ],
  [
    "an undo reverts the manual pass of another lead that put its number on the do-not-call list",
    {},
    async ({ phone }) => {
      const other = await addCampaign(program.db, program.accountId);
      const [leadId] = (await addLeads(program.db, other, [{ phone }])) as [number];
      undo = (await act("MANUAL_LEADS", leadId, { PASS_DISPOSITION: "Stop", DO_NOT_CALL: true })).id;
    },
    () => send("POST", `/lead-actions/${undo}/undo`, {}),
  ],
  [
    "its campaign allows more passes",
    { pass_count: 3 },
    campaignChange({ maxPasses: 3 }),
    campaignChange({ maxPasses: 4 }),
  ],
  [
    "its own pass limit is raised",
    { pass_count: 3 },
    campaignChange({ maxPasses: 3 }),
    ({ leadId }) => send("PATCH", `/leads/${leadId}`, { maxPasses: 9 }),
  ],
  ["it is reset", { pass_count: 3 }, campaignChange({ maxPasses: 3 }), ({ leadId }) => act("RESET_LEADS", leadId)],
  [
    "its campaign allows more dials",
    { dial_count: 3 },
    campaignChange({ maxDialLimit: 3 }),
    campaignChange({ maxDialLimit: 4 }),
  ],
  [
    "its campaign allows more passes a day",
    { daily_pass_count: 3, daily_pass_on: "2026-07-24" },
    campaignChange({ maxDailyPasses: 3 }),
    campaignChange({ maxDailyPasses: 4 }),
  ],
  [
    "its state's own hours are removed",
    { state: "CA" },
    () => send("PUT", "/dialer/state-windows/USA-CA", { friSched: "00000000" }),
    () => send("DELETE", "/dialer/state-windows/USA-CA"),
  ],
  [
    "it moves to a state without its own hours",
    { state: "TX" },
    () => send("PUT", "/dialer/state-windows/USA-TX", { friSched: "00000000" }),
    ({ leadId }) => send("PATCH", `/leads/${leadId}`, { state: "NY" }),
  ],
  [
    "the hours of its state begin",
    { state: "OR" },
    () => send("PUT", "/dialer/state-windows/USA-OR", { friSched: "12022400" }),
    later(3),
  ],
  [
    "a holiday of its state is removed",
    { state: "NV" },
    async () => (undo = (await send("POST", "/dialer/holidays", { date: "2026-07-24", state: "USA-NV" })).holidayId),
    () => send("DELETE", `/dialer/holidays/${undo}`),
  ],
  ["it is set to ready", {}, ({ leadId }) => act("PAUSE_LEADS", leadId), ({ leadId }) => act("READY_LEADS", leadId)],
  [
    "it is unsuppressed",
    {},
    ({ leadId }) => act("SUPPRESS_LEADS", leadId),
    ({ leadId }) => act("UNSUPPRESS_LEADS", leadId),
  ],
  [
    "an edit makes it ready",
    {},
    ({ leadId }) => act("PAUSE_LEADS", leadId),
    ({ leadId }) => send("PATCH", `/leads/${leadId}`, { leadState: "READY" }),
  ],
  [
    "the action that stopped it is undone",
    {},
    async ({ leadId }) => (undo = (await act("CANCEL_LEADS", leadId)).id),
    () => send("POST", `/lead-actions/${undo}/undo`, {}),
  ],
])("a lead that was not dialable comes back when %s", async (_how, lead, stop, free) => {
  now = new Date("2026-07-24T16:00:00Z");
  const phone = `+1415555${String(++serial).padStart(4, "0")}`;
  const campaign = await addCampaign(program.db, program.accountId);
  const [leadId] = (await addLeads(program.db, campaign, [{ phone, ...lead }])) as [number];
  const at = { campaign, leadId, phone };
  // The lead is queued, and the claim that meets it finds it undialable and drops it.
  await refill(at);
  await stop(at);
  expect(await claimed(at)).toEqual([]);
  await free(at);
  expect(await claimed(at)).toEqual([leadId]);
});

test("leads of a list that is loading are dialed once it is loaded", async () => {
  now = new Date("2026-07-24T16:00:00Z");
  const campaign = await addCampaign(program.db, program.accountId);
  const data = new FormData();
  const phones = Array.from({ length: 4005 }, (_, i) => `${2015550000 + i}\n`);
  data.append("file", new Blob([`phone\n${phones.join("")}none\n`]), "leads.csv");
  const file = await send("POST", "/lead-files", data);
  const loaded = () => program.db.query(sql`select from lead where campaign_id = ${campaign.campaignId}`);
  const at = { campaign, leadId: 0, phone: "" };
  // The second of its two batches has a row to reject and waits.
  const client = await program.db.pool.connect();
  let loading: Promise<unknown>;
  try {
    await client.query("begin");
    await client.query("lock table load_rejection in share mode");
    loading = send("POST", `/lead-files/${file.id}/load`, { campaignId: campaign.campaignId });
    await vi.waitFor(async () => expect(await loaded()).toHaveLength(3999), { timeout: 20_000 });
    expect(await claimed(at)).toEqual([]);
  } finally {
    await client.query("rollback");
    client.release();
  }
  expect(await loading).toMatchObject({ status: "DONE", changed: 4005 });
  expect(await claimed(at)).toHaveLength(5);
});
