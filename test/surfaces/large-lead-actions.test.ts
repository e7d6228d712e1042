import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Notifications } from "../../src/db/notifications.ts";
import { sql } from "../../src/db/sql.ts";
import { failAction } from "../../src/leads/engine/work-on-action.ts";
import { clientOf } from "../support/client.ts";
import { addCampaign, addPlainLeads, type TestCampaign } from "../support/leads.ts";
import { type Program, startOn, startProgram } from "../support/program.ts";
import { type StreamedEvent, serverSentEvents } from "../support/server-sent-events.ts";

let program: Program;
let campaign: TestCampaign;
let leads: number[];
let base: string;
const count = 10_000;
const releases: (() => Promise<void>)[] = [];

// Current listeners for progress of actions.
const listeners = new Set<unknown>();
type Listen = (this: Notifications, channel: string, handler: (payload?: string) => void) => () => void;
const { listen: really } = Notifications.prototype as { listen: Listen };
vi.spyOn(Notifications.prototype, "listen").mockImplementation(function (this: Notifications, channel, handler) {
  const stop = really.call(this, channel, handler);
  listeners.add(handler);
  return () => {
    listeners.delete(handler);
    stop();
  };
});

beforeAll(async () => {
  program = await startProgram();
  base = `/v1/accounts/${program.accountId}/lead-actions`;
});
beforeEach(async () => {
  campaign = await addCampaign(program.db, program.accountId);
  leads = await addPlainLeads(program.db, campaign, count);
});
afterEach(async () => {
  await Promise.all(releases.splice(0).map((release) => release()));
});
afterAll(() => program.stop());

const wire = (name: string, query = "", headers: Record<string, string> = {}) =>
  program.request(
    "PUT",
    `/voice/api/v1/admin/accounts/~/campaignLeads/actions?leadAction=${name}${query}`,
    { campaignLeadSearchCriteria: { campaignIds: [campaign.campaignId] } },
    headers,
  );
const post = (body: object, headers: Record<string, string> = {}) =>
  program.request("POST", base, { criteria: { campaignIds: [campaign.campaignId] }, ...body }, headers);
const get = async (id: number) => (await program.request("GET", `${base}/${id}`)).body;
const states = async () =>
  Object.fromEntries(
    (
      await program.db.query<{ lead_state: string; count: number }>(
        sql`select lead_state, count(*) from lead where campaign_id = ${campaign.campaignId} group by 1`,
      )
    ).map((row) => [row.lead_state, row.count]),
  );
/** The running action, once this many of its leads are done. */
const running = (done: number) =>
  until(async () => {
    const { body } = await program.request("GET", `${base}?status=RUNNING&limit=1`);
    expect(body.items[0]?.progress).toMatchObject({ processed: done });
    return body.items[0];
  });
const async = { prefer: "respond-async" };

/** Locks a lead so that its batch cannot finish; returns how to release it. */
async function hold(leadId: number): Promise<() => Promise<void>> {
  const client = await program.db.pool.connect();
  await client.query("begin");
  await client.query("select from lead where lead_id = $1 for update", [leadId]);
  let held = true;
  const release = async () => {
    if (!held) return;
    held = false;
    await client.query("rollback");
    client.release();
  };
  releases.push(release);
  return release;
}

const until = <T>(what: () => Promise<T>) => vi.waitFor(what, { timeout: 20_000, interval: 20 });
const processed = (id: number, n: number) => until(async () => expect((await get(id)).progress?.processed).toBe(n));
const lastLead = () => leads.at(-1) as number;

const waiters = (kind: "advisory" | "transactionid", n: number) =>
  until(async () =>
    expect(
      await program.db.query(sql`
        select from pg_locks
        join pg_stat_activity using (pid)
        where locktype = ${kind} and not granted and datname = current_database()
      `),
    ).toHaveLength(n),
  );
/** Waits until this many batches wait for locked leads. */
const blocked = (batches: number) => waiters("transactionid", batches);
/** Waits until someone waits for an action's lock, that is, for its running batches. */
const queued = () => waiters("advisory", 1);

/** Listens to an action's events. Returns those received so far, and a promise of all once the stream ends. */
function listen(id: number, url = program.url): { heard: StreamedEvent[]; all: Promise<StreamedEvent[]> } {
  const heard: StreamedEvent[] = [];
  const all = (async () => {
    for await (const event of serverSentEvents(url, program.token, `${base}/${id}/events`)) heard.push(event);
    return heard;
  })();
  return { heard, all };
}
const eventsOf = (id: number, url?: string) => listen(id, url).all;

test("the wire waits for an action on 10,000 leads and returns its exact counts", async () => {
  const { status, body, headers } = await wire("PAUSE_LEADS");
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      leadActionType: "PAUSE_LEADS",
      success: true,
      errorMessage: "",
      leadUpdateCount: count,
      leadDeleteCount: 0,
      redialDeleteCount: 0,
      dialerRefreshed: false,
      actionId: expect.any(Number),
      status: "DONE",
      matched: count,
      skipped: [],
    },
  });
  expect(headers.get("preference-applied")).toBeNull();
  expect(await states()).toEqual({ PAUSED: count });
  expect(await get(body.actionId)).toMatchObject({ status: "DONE", changed: count, undoable: true });
});

test("respond-async answers 202 with a location, and progress arrives as events until the action is done", async () => {
  // One lead of the second batch and one of the third, so that both workers wait.
  const second = await hold(leads[4000] as number);
  const third = await hold(lastLead());
  const { status, body, headers } = await wire("PAUSE_LEADS", "", { prefer: "handling=strict, Respond-Async" });
  expect({ status, body }).toMatchObject({
    status: 202,
    body: { leadActionType: "PAUSE_LEADS", success: true, errorMessage: "", status: "RUNNING" },
  });
  const { actionId } = body;
  expect(headers.get("location")).toBe(`${base}/${actionId}`);
  expect(headers.get("preference-applied")).toBe("respond-async");
  await processed(actionId, 4000);
  const { heard, all } = listen(actionId);
  await until(async () => expect(heard.length).toBeGreaterThan(0));
  const running = await get(actionId);
  expect(running).toMatchObject({
    status: "RUNNING",
    changed: 4000,
    undoable: false,
    undoableReason: "it is still running; cancel it first, or wait",
    progress: { processed: 4000, total: count, percent: 40 },
  });
  expect(running.progress.leadsPerSecond).toBeGreaterThan(0);
  expect(running.progress.secondsLeft).toBeGreaterThan(0);
  expect(await program.request("POST", `${base}/${actionId}/undo`)).toMatchObject({
    status: 409,
    body: { code: "NOT_UNDOABLE", detail: expect.stringContaining("it is still running; cancel it first, or wait") },
  });
  await second();
  await until(async () => expect(heard.at(-1)?.data.progress.percent).toBe(80));
  await third();
  const told = (await all).map(({ event, data }) => `${event} ${data.status} ${data.progress?.percent}`);
  // Progress may be reported more than once but never goes back.
  expect(told.filter((step, i) => step !== told[i - 1])).toEqual([
    "progress RUNNING 40",
    "progress RUNNING 80",
    "done DONE undefined",
  ]);
  expect(heard.at(-1)?.data).toEqual(await get(actionId));
  expect(heard.at(-1)?.data).toMatchObject({ changed: count, finishedAt: expect.any(String) });
});

test("a finished action's event stream has only its end", async () => {
  const { body } = await post({ action: "PAUSE_LEADS" });
  expect(await eventsOf(body.id)).toEqual([{ event: "done", data: await get(body.id) }]);
});

test("respond-async with wait answers 200 if the action is done in time, and 202 otherwise", async () => {
  const done = await post({ action: "PAUSE_LEADS" }, { prefer: "respond-async, wait=30" });
  expect(done).toMatchObject({ status: 200, body: { status: "DONE", changed: count } });
  await hold(lastLead());
  const running = await post({ action: "RESET_LEADS" }, { prefer: "respond-async, wait=1" });
  expect(running).toMatchObject({ status: 202, body: { status: "RUNNING" } });
  expect(running.headers.get("preference-applied")).toBe("respond-async, wait=1");
});

test("progress is sent at most four times a second", async () => {
  const release = await hold(lastLead());
  const { body } = await post({ action: "PAUSE_LEADS" }, async);
  const times: number[] = [];
  const reading = (async () => {
    for await (const { event } of serverSentEvents(program.url, program.token, `${base}/${body.id}/events`))
      if (event === "progress") times.push(performance.now());
  })();
  await processed(body.id, 8000);
  // Each of these steps would be an event without the limit.
  for (let i = 0; i < 40; i++) {
    await program.db.query(sql`select pg_notify('lead_action', ${`${program.accountId}/${body.id}`})`);
    await sleep(25);
  }
  await release();
  await reading;
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number));
  expect(times.length).toBeGreaterThan(2);
  expect(times.length).toBeLessThan(10);
  expect(Math.min(...gaps)).toBeGreaterThan(150);
});

test("an action canceled midway keeps its finished changes, which can be undone", async () => {
  await addPlainLeads(program.db, campaign, 4000);
  // Four batches; the second and third are running when it is canceled.
  const held = [await hold(leads[4000] as number), await hold(leads[8000] as number)];
  const waiting = wire("PAUSE_LEADS");
  const actionId = (await running(4000)).id;
  await blocked(2);
  const cancelling = program.request("POST", `${base}/${actionId}/cancel`);
  await queued();
  for (const release of held) await release();
  expect(await cancelling).toMatchObject({
    status: 200,
    body: { status: "CANCELLED", undoable: true, matched: 14_000, changed: 12_000 },
  });
  expect(await waiting).toMatchObject({
    status: 200,
    body: {
      success: false,
      errorMessage: `Action ${actionId} was canceled; 12000 of 14000 leads were changed before that and stay changed.`,
      leadUpdateCount: 12_000,
      matched: 14_000,
      status: "CANCELLED",
    },
  });
  expect(await states()).toEqual({ PAUSED: 12_000, READY: 2000 });
  expect(await program.request("POST", `${base}/${actionId}/undo`)).toMatchObject({
    status: 200,
    body: { action: "UNDO", status: "DONE", matched: 12_000, changed: 12_000, undoOf: actionId },
  });
  expect(await states()).toEqual({ READY: 14_000 });
  expect(await program.request("POST", `${base}/${actionId}/cancel`)).toMatchObject({
    status: 409,
    body: { code: "CONFLICT", detail: `Lead action ${actionId} is CANCELLED and no longer running.` },
  });
});

test("an action can be canceled while its batches run", async () => {
  await addPlainLeads(program.db, campaign, 60_000);
  const { body } = await post({ action: "PAUSE_LEADS" }, async);
  await until(async () => expect((await get(body.id)).progress?.processed).toBeGreaterThan(0));
  const cancelled = await program.request("POST", `${base}/${body.id}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { status: "CANCELLED", matched: 70_000 } });
  expect(cancelled.body.changed).toBeLessThan(60_000);
  expect((await states()).PAUSED).toBe(cancelled.body.changed);
});

test("a disconnecting client leaves the action running and no listener behind", async () => {
  const release = await hold(lastLead());
  const leaving = new AbortController();
  const request = fetch(`${program.url}${base}`, {
    method: "POST",
    signal: leaving.signal,
    headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
    body: JSON.stringify({ action: "PAUSE_LEADS", criteria: { campaignIds: [campaign.campaignId] } }),
  });
  const { id } = await running(8000);
  expect(listeners.size).toBe(1);
  leaving.abort();
  await expect(request).rejects.toThrow();
  await until(async () => expect(listeners.size).toBe(0));
  await release();
  await until(async () => expect(await get(id)).toMatchObject({ status: "DONE", changed: count }));
  expect(await states()).toEqual({ PAUSED: count });
});

test("closing an event stream leaves no listener behind, and the action continues", async () => {
  const release = await hold(lastLead());
  const { body } = await post({ action: "PAUSE_LEADS" }, async);
  const leaving = new AbortController();
  const events = serverSentEvents(program.url, program.token, `${base}/${body.id}/events`, leaving.signal);
  expect((await events.next()).value).toMatchObject({ event: "progress" });
  expect(listeners.size).toBe(1);
  leaving.abort();
  await expect(events.next()).rejects.toThrow();
  await until(async () => expect(listeners.size).toBe(0));
  await release();
  await until(async () => expect(await get(body.id)).toMatchObject({ status: "DONE", changed: count }));
});

test("a waiting request and an event stream survive lost database connections", async () => {
  const release = await hold(lastLead());
  const waiting = post({ action: "PAUSE_LEADS" });
  const id = (await running(8000)).id;
  const { heard, all } = listen(id);
  await until(async () => expect(heard.length).toBeGreaterThan(0));
  await program.db.query(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and query not like '%for update%' and query <> 'begin'
      and state = 'idle'
  `);
  await release();
  expect(await waiting).toMatchObject({ status: 200, body: { status: "DONE", changed: count } });
  expect((await all).at(-1)).toMatchObject({ event: "done", data: { changed: count } });
});

test("two programs on one database share an action, and both return its exact counts", async () => {
  const second = await startOn(program.databaseUrl, {});
  try {
    await addPlainLeads(program.db, campaign, 30_000);
    const body = { action: "SUPPRESS_LEADS", criteria: { campaignIds: [campaign.campaignId] } };
    const once = { "idempotency-key": "shared" };
    const there = clientOf(second.url, program.token);
    const [first, other] = await Promise.all([
      program.request("POST", base, body, once),
      there.request("POST", base, body, once),
    ]);
    expect(first).toMatchObject({ status: 200, body: { status: "DONE", matched: 40_000, changed: 40_000 } });
    expect(other.body).toEqual(first.body);
    expect(await eventsOf(first.body.id, second.url)).toMatchObject([{ event: "done", data: { changed: 40_000 } }]);
    const { journaled } = await program.db.one<{ journaled: number }>(
      sql`select sum(cardinality(lead_ids))::bigint as journaled from journal_batch where action_id = ${first.body.id}`,
    );
    expect(journaled).toBe(40_000);
  } finally {
    await second.stop();
  }
});

test("a program that stops while a request waits answers 202, and another program finishes the action", async () => {
  const second = await startOn(program.databaseUrl, {});
  const release = await hold(lastLead());
  const body = { action: "PAUSE_LEADS", criteria: { campaignIds: [campaign.campaignId] } };
  const waiting = clientOf(second.url, program.token).request("POST", base, body);
  const id = (await running(8000)).id;
  const { heard, all } = listen(id, second.url);
  await until(async () => expect(heard.length).toBeGreaterThan(0));
  const stopping = second.stop();
  const answer = await waiting;
  expect(answer).toMatchObject({ status: 202, body: { id, status: "RUNNING" } });
  expect(answer.headers.get("location")).toBe(`${base}/${id}`);
  expect((await all).filter(({ event }) => event !== "progress")).toEqual([]);
  await release();
  await stopping;
  await until(async () => expect(await get(id)).toMatchObject({ status: "DONE", changed: count }));
});

test("a failed action says why, with what it had done", async () => {
  const held = [await hold(leads[4000] as number), await hold(lastLead())];
  await addPlainLeads(program.db, campaign, 4000);
  const waiting = wire("PAUSE_LEADS");
  const { id } = await running(4000);
  await blocked(2);
  const failing = failAction(program.db, program.accountId, id, "The disk is full.");
  await queued();
  for (const release of held) await release();
  await failing;
  expect((await waiting).body).toMatchObject({
    success: false,
    status: "FAILED",
    errorMessage: `Action ${id} failed: The disk is full. (12000 of 14000 leads were changed before that and stay changed.)`,
  });
  expect(await get(id)).toMatchObject({ status: "FAILED", failure: "The disk is full.", undoable: true });
});

test("repeating a large action with its key while it runs returns the same action", async () => {
  const release = await hold(lastLead());
  const once = { "idempotency-key": "large" };
  const first = post({ action: "PAUSE_LEADS" }, { ...async, ...once });
  const { body } = await first;
  const again = post({ action: "PAUSE_LEADS" }, once);
  await processed(body.id, 8000);
  await release();
  expect(await again).toMatchObject({ status: 200, body: { id: body.id, status: "DONE", changed: count } });
});

test("a large undo waits or answers 202, as the action did", async () => {
  const { body } = await post({ action: "PAUSE_LEADS" });
  const undone = await program.request("POST", `${base}/${body.id}/undo`, {}, async);
  expect(undone).toMatchObject({ status: 202, body: { action: "UNDO", status: "RUNNING", undoOf: body.id } });
  const heard = await eventsOf(undone.body.id);
  expect(heard.at(-1)).toMatchObject({ event: "done", data: { changed: count, undoable: true } });
  const again = await program.request("POST", `${base}/${undone.body.id}/undo`);
  expect(again).toMatchObject({ status: 200, body: { status: "DONE", changed: count, undoOf: undone.body.id } });
  expect(await states()).toEqual({ PAUSED: count });
});
