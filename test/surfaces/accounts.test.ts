import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { claimLeads } from "../../src/dialer/claims/claim.ts";
import { refillCampaign } from "../../src/dialer/rules/refill.ts";
import { discover } from "../../src/discover.ts";
import { isEndpoint } from "../../src/http/core/endpoint.ts";
import { findAction } from "../../src/leads/catalogue.ts";
import { endSuppressions } from "../../src/leads/end-suppressions.ts";
import { acceptAction } from "../../src/leads/engine/accept-action.ts";
import { workOnAction } from "../../src/leads/engine/work-on-action.ts";
import type { ExportRequest } from "../../src/leads/export/export-request.ts";
import { requestExport } from "../../src/leads/export/exports.ts";
import { scopeOf } from "../../src/leads/search/scope.ts";
import { archiveLists } from "../../src/lists/lists.ts";
import { addCampaign, addLeads, type TestCampaign } from "../support/leads.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";
import { serverSentEvents } from "../support/server-sent-events.ts";

// A Friday, 12:00 in New York.
const now = new Date("2026-07-24T16:00:00Z");
let program: Program;
/** The main account's first sub-account, and one of its administrators. */
let subId: number;
let sub: Client & { userId: number; email: string };
let campaign: TestCampaign;
beforeAll(async () => {
  program = await startProgram({ clock: () => now });
});
afterAll(() => program.stop());
beforeEach(async () => {
  const made = await program.request("POST", "/v1/accounts", { accountName: "Below", timeZone: "America/New_York" });
  subId = made.body.accountId;
  sub = await program.as("admin", subId);
  campaign = await addCampaign(program.db, subId);
});

const close = (body?: object, client: Client = program, accountId = subId) =>
  client.request("POST", `/v1/accounts/${accountId}/close`, body);
const reopen = (client: Client = program) => client.request("POST", `/v1/accounts/${subId}/reopen`);
const nothing = { runningActions: 0, unfinishedExports: 0, openClaims: 0, queuedLeads: 0 };

describe.each(["/v1/accounts", "/voice/api/v1/admin/accounts"])("POST %s", (path) => {
  const body = { accountName: "Another", timeZone: "Europe/Berlin" };

  test("is for administrators of the main account", async () => {
    const refused = await sub.request("POST", path, body);
    expect(refused.status).toBe(403);
    expect(refused.body.detail ?? refused.body.generalMessage).toContain(`admin on account ${program.accountId}`);
    for (const role of ["viewer", "manager"] as const)
      expect((await (await program.as(role)).request("POST", path, body)).status).toBe(403);
    // A role on the main account counts, wherever the user's home is.
    await program.db.execute(sql`
      insert into account_role (account_id, user_id, role) values (${program.accountId}, ${sub.userId}, 'admin')
    `);
    expect(await sub.request("POST", path, body)).toMatchObject({ status: 201 });
  });
});

test("closing is for administrators of the main account, with or without a role on the account below", async () => {
  expect((await close({}, sub)).body.code).toBe("FORBIDDEN");
  expect((await close({}, await program.as("manager"))).body.code).toBe("FORBIDDEN");
  expect((await close({}, await program.as(null))).body.code).toBe("ACCOUNT_NOT_FOUND");
  expect((await close({}, program, 987654321)).body.code).toBe("ACCOUNT_NOT_FOUND");
  expect((await close({}, program, program.accountId)).body.code).toBe("MAIN_ACCOUNT");
  const { body: token } = await program.request("POST", "/v1/tokens", { label: "", scope: "admin" });
  expect((await close({}, program.client(token.token))).body.code).toBe("LIMITED_TOKEN");
  const other = await program.as("admin");
  expect((await close({}, other)).body).toEqual({
    accountId: subId,
    accountName: "Below",
    timeZone: "America/New_York",
    createdAt: expect.any(String),
    closedAt: now.toISOString(),
    userCount: 1,
    stopped: nothing,
  });
  expect((await reopen(sub)).body.code).toBe("FORBIDDEN");
  expect((await reopen(other)).body).toMatchObject({ accountId: subId, closedAt: null });
  expect((await reopen(other)).body).toMatchObject({ closedAt: null });
});

test("the users of a closed account can do nothing on it, on either surface, until it is open again", async () => {
  const { token } = (await sub.request("POST", "/v1/tokens", { label: "" })).body;
  const tries = async () => {
    const answers = [
      await sub.request("GET", `/v1/accounts/${subId}`),
      await sub.request("GET", "/v1/accounts/~/users"),
      await sub.request("POST", "/voice/api/v1/admin/users", { userName: "ada@example.com" }),
      await program.client(token).request("POST", `/v1/accounts/${subId}/dialer/claims`, { ...campaign, max: 1 }),
      await program.request("GET", `/v1/accounts/${subId}/leads/1/history`),
    ];
    return answers.map(({ body }) => body.code ?? body.errorCode);
  };
  await close();
  const refused = ["ACCOUNT_CLOSED", "ACCOUNT_CLOSED", "access.denied.exception", "ACCOUNT_CLOSED", "ACCOUNT_CLOSED"];
  expect(await tries()).toEqual(refused);
  const mine = (await sub.request("GET", "/v1/users/me")).body.accounts;
  expect(mine).toMatchObject([{ accountId: subId, closedAt: now.toISOString() }]);
  expect((await sub.request("GET", "/voice/api/v1/admin/accounts")).body).toEqual([]);
  const listed = await program.request("GET", `/v1/accounts/${program.accountId}/sub-accounts`);
  expect(listed.body.items.at(-1)).toMatchObject({ accountId: subId, closedAt: now.toISOString(), userCount: 1 });
  await reopen();
  expect(await tries()).not.toContain("ACCOUNT_CLOSED");
  expect((await sub.request("GET", `/v1/accounts/${subId}`)).body).toMatchObject({ closedAt: null });
});

test("no operation that needs a role is open on a closed account", async () => {
  await close();
  const prefixes = { wire: "/voice/api/v1/admin", v1: "/v1" };
  const open: string[] = [];
  let tried = 0;
  for (const [folder, prefix] of Object.entries(prefixes)) {
    const units = await discover(
      join(import.meta.dirname, "../../src/http", folder),
      isEndpoint,
      (unit) => `${unit.method} ${unit.prefixes?.[0] ?? ""}${unit.path}`,
    );
    for (const unit of units.filter(({ role }) => role !== "anyone" && role !== "user")) {
      const path = `${unit.prefixes?.[0] ?? prefix}${unit.path}`
        .replace(":accountId", String(subId))
        .replaceAll(/:(\w+)(\([^)]*\))?/g, "987654321");
      const { status, body } = await sub.request(unit.method, path);
      tried++;
      const code = body.code ?? body.errorCode;
      if (status !== 403 || !["ACCOUNT_CLOSED", "access.denied.exception"].includes(code)) open.push(path);
    }
  }
  expect(open).toEqual([]);
  expect(tried).toBeGreaterThan(150);
});

test("closing and opening are in the audit of both accounts", async () => {
  await close();
  await reopen();
  for (const client of [program, sub]) {
    const { items } = (
      await client.request("GET", `/v1/accounts/~/audit?entity=Account&entityId=${subId}&action=UPDATE`)
    ).body;
    expect(items.map(({ after }: { after: object }) => after)).toEqual([
      { closedAt: null },
      { closedAt: now.toISOString() },
    ]);
  }
});

test("a closed account is not dialed: its queue is empty and stays so, and claims are refused", async () => {
  const { db } = program;
  await addLeads(db, campaign, [{}, {}, {}]);
  const scope = await scopeOf(db, subId);
  const claim = () => claimLeads(db, scope, { campaignIds: [campaign.campaignId], max: 1, claimedBy: "x" }, now);
  const queued = async () => (await db.query(sql`select from dial_queue where account_id = ${subId}`)).length;
  expect(await claim()).toHaveLength(1);
  expect(await queued()).toBe(2);
  expect((await close({ dryRun: true })).body.stopped).toEqual({ ...nothing, openClaims: 1, queuedLeads: 2 });
  expect(await queued()).toBe(2);
  expect((await close()).body.stopped).toEqual({ ...nothing, openClaims: 1, queuedLeads: 2 });
  expect(await queued()).toBe(0);
  await expect(claim()).rejects.toMatchObject({ code: "ACCOUNT_CLOSED" });
  await refillCampaign(db, scope, campaign.campaignId, 0, now);
  expect(await queued()).toBe(0);
  expect(await db.query(sql`select from dial_queue_fill where account_id = ${subId}`)).toEqual([]);
  await reopen();
  expect(await claim()).toHaveLength(1);
});

test("lead actions of a closed account stand still, and continue once it is open", async () => {
  const { db } = program;
  await addLeads(
    db,
    campaign,
    Array.from({ length: 2001 }, () => ({})),
  );
  await close();
  const pause = { action: findAction("PAUSE_LEADS"), criteria: {}, params: {}, allLeads: true };
  const { actionId } = await acceptAction(db, await scopeOf(db, subId), { userId: null, name: "x" }, pause, now);
  await workOnAction(db, subId, actionId, new AbortController().signal);
  const status = async () =>
    (await db.one<{ status: string }>(sql`select status from lead_action where action_id = ${actionId}`)).status;
  expect(await status()).toBe("RUNNING");
  expect((await close({ dryRun: true })).body.stopped).toMatchObject({ runningActions: 1 });
  expect((await db.query(sql`select from lead_action_batch where action_id = ${actionId}`)).length).toBe(0);
  await reopen();
  await vi.waitFor(async () => expect(await status()).toBe("DONE"), 10_000);
});

test("exports of a closed account stand still, and links to finished ones don't work", async () => {
  const { db } = program;
  await addLeads(db, campaign, [{}]);
  const done = (await sub.request("POST", `/v1/accounts/${subId}/exports`, {})).body;
  const link = async () => {
    const path = `/v1/accounts/${subId}/exports/${done.id}`;
    const { downloadUrl } = (await sub.request("GET", path)).body;
    return new URL(downloadUrl).pathname;
  };
  const path = await vi.waitFor(link, 10_000);
  expect((await program.client().request("GET", path)).status).toBe(200);
  await close();
  expect((await program.client().request("GET", path)).body.code).toBe("ACCOUNT_CLOSED");
  const { request: asked } = await db.one<{ request: ExportRequest }>(sql`
    select request from archive where archive_id = ${done.id}
  `);
  const caller = { userId: sub.userId, name: sub.email } as never;
  const scope = await scopeOf(db, subId);
  const { id } = await db.transaction((tx) => requestExport(tx, scope, caller, asked, undefined, now));
  const written = async () =>
    (await db.one<{ at: Date | null }>(sql`select written_at as at from archive where archive_id = ${id}`)).at;
  // The job has run and done nothing.
  await vi.waitFor(async () => {
    const jobs = await db.query(sql`select from graphile_worker.jobs where key = ${`lead-export-${subId}-${id}`}`);
    expect(jobs).toEqual([]);
  }, 10_000);
  expect(await written()).toBeNull();
  expect((await close({ dryRun: true })).body.stopped).toMatchObject({ unfinishedExports: 1 });
  await reopen();
  await vi.waitFor(async () => expect(await written()).not.toBeNull(), 10_000);
  expect((await program.client().request("GET", path)).status).toBe(200);
});

test("time changes nothing in a closed account", async () => {
  const { db } = program;
  await addLeads(db, campaign, [{ suppressed: true, suppressed_until: new Date(now.getTime() - 1000) }]);
  await db.execute(sql`update lead_list set archive_at = ${now} where account_id = ${subId}`);
  await close();
  expect([await endSuppressions(db, now), await archiveLists(db, now)]).toEqual([0, 0]);
  await reopen();
  expect([await endSuppressions(db, now), await archiveLists(db, now)]).toEqual([1, 1]);
});

test("streams end when their caller loses access", async () => {
  const path = `/v1/accounts/${subId}/dialer/events`;
  const leaving = await program.as("viewer", subId);
  const { token } = (await sub.request("POST", "/v1/tokens", { label: "" })).body;
  const received = async (given: string) => {
    let events = 0;
    for await (const _ of serverSentEvents(program.url, given, path)) events++;
    return events;
  };
  const streams = [leaving.token, token, sub.token].map((given) => received(given));
  const ended = new Set<number>();
  for (const [i, stream] of streams.entries()) void stream.then(() => ended.add(i));
  await leaving.request("DELETE", "/v1/session");
  await vi.waitFor(() => expect([...ended]).toEqual([0]), 15_000);
  await close();
  expect(await Promise.all(streams)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
}, 60_000);
