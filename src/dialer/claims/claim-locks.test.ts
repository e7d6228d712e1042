import { beforeEach, expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addCampaign, addLeads, type TestCampaign } from "../../../test/support/leads.ts";
import type { Transaction } from "../../db/database.ts";
import { holdRules, lockOutClaims } from "../../db/locks.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { scopeOf } from "../../leads/search/scope.ts";
import { connectClaim, dialClaim, hangUpClaim, renewClaim } from "../passes/claim-steps.ts";
import { completeClaim } from "../passes/complete.ts";
import { moveToNextNumber } from "../passes/next-number.ts";
import { claimLeads } from "./claim.ts";
import { claimsOfRequest, openClaimRequest } from "./claim-request.ts";
import { releaseClaim } from "./release.ts";
import { sweepClaims } from "./sweep.ts";

// Each test holds one lock and shows who waits for it and who doesn't.

const at = testAccount();
const who = { userId: 1, name: "dialer@example.com" };
let campaign: TestCampaign;
let scope: Awaited<ReturnType<typeof scopeOf>>;
beforeEach(async () => {
  campaign = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
  scope = await scopeOf(at.db, at.accountId);
  await at.db.execute(sql`update claim set lease_expires_at = '2100-01-01' where ended_at is null`);
});

let line = 6505550000;
async function claimed() {
  const [leadId] = (await addLeads(at.db, campaign, [{ phone: `+1${line++}`, morePhones: [`+1${line++}`] }])) as [
    number,
  ];
  return { leadId, claimId: (await claim())[0]?.claimId as number };
}
const claim = (requestId?: number, max = 1) =>
  claimLeads(at.db, scope, { campaignIds: [campaign.campaignId], max, claimedBy: "dialer", requestId }, now);

/** Runs something while another transaction holds a lock; true if it had to wait. */
async function isKeptBy(
  lock: Sql | ((tx: Transaction) => Promise<unknown>),
  run: () => Promise<unknown>,
): Promise<boolean> {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holder = at.db.transaction(async (tx) => {
    await (typeof lock === "function" ? lock(tx) : tx.query(lock));
    held.resolve();
    await release.promise;
  });
  await held.promise;
  let over = false;
  const running = run().finally(() => {
    over = true;
  });
  let waited = false;
  await expect
    .poll(
      async () => {
        const { count } = await at.db.one<{ count: number }>(sql`
          select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        `);
        waited = count > 0 && !over;
        return waited || over;
      },
      { timeout: 10_000, interval: 10 },
    )
    .toBe(true);
  release.resolve();
  await holder;
  await running;
  return waited;
}

const busy = { systemDisposition: "BUSY" } as const;
const complete = (claimId: number) => completeClaim(at.db, scope, who, { claimId, ...busy }, now);
const nextNumber = (claimId: number) => at.db.transaction((tx) => moveToNextNumber(tx, scope, claimId, busy, now));
const rowOf = (claimId: number) =>
  sql`select from claim where account_id = ${at.accountId} and claim_id = ${claimId} for update`;
const leadRow = (leadId: number) =>
  sql`select from lead where account_id = ${at.accountId} and lead_id = ${leadId} for update`;

test.each<[string, (claimId: number) => Promise<unknown>]>([
  ["dialing", (id) => at.db.transaction((tx) => dialClaim(tx, scope, id, now))],
  ["connect", (id) => at.db.transaction((tx) => connectClaim(tx, scope, id, now))],
  ["renew", (id) => at.db.transaction((tx) => renewClaim(tx, scope, id, now))],
  ["hangup", (id) => at.db.transaction((tx) => hangUpClaim(tx, scope, who, id, busy, now))],
  ["release", (id) => at.db.transaction((tx) => releaseClaim(tx, at.accountId, id, now))],
  ["next-number", nextNumber],
  ["complete", complete],
])("%s waits while another transaction holds the claim", async (_, run) => {
  const { claimId } = await claimed();
  expect(await isKeptBy(rowOf(claimId), () => run(claimId))).toBe(true);
});

test("two completions of one claim count once", async () => {
  const { leadId, claimId } = await claimed();
  const [first, second] = await Promise.all([complete(claimId), complete(claimId)]);
  expect(second).toEqual(first);
  expect(await at.db.query(sql`select pass_count from lead where lead_id = ${leadId}`)).toEqual([{ pass_count: 1 }]);
});

test("a sweep and DIALER_REFRESH skip a locked claim without waiting", async () => {
  const later = new Date(now.getTime() + 3_600_000);
  const fetched = await claimed();
  const dialed = await claimed();
  await dialClaim(at.db, scope, dialed.claimId, now);
  const both = sql`select from claim where account_id = ${at.accountId} and claim_id in (${fetched.claimId}, ${dialed.claimId}) for update`;
  const sweep = async () => expect(await sweepClaims(at.db, later)).toEqual({ freed: 0, passed: 0 });
  expect(await isKeptBy(both, sweep)).toBe(false);
  const refresh = async () =>
    expect(await at.run("DIALER_REFRESH", { campaignIds: [campaign.campaignId] })).toMatchObject({ changed: 0 });
  expect(await isKeptBy(both, refresh)).toBe(false);
  expect(await sweepClaims(at.db, later)).toEqual({ freed: 1, passed: 1 });
});

test("a completion waits for an action that is changing its lead; a renewal doesn't", async () => {
  const { leadId, claimId } = await claimed();
  expect(await isKeptBy(leadRow(leadId), () => renewClaim(at.db, scope, claimId, now))).toBe(false);
  // The completion then sees what the action did.
  const stop = async (tx: Transaction) =>
    await tx.execute(sql`update lead set lead_state = 'PAUSED' where lead_id = ${leadId}`);
  expect(await isKeptBy(stop, () => complete(claimId))).toBe(true);
  expect(await at.db.query(sql`select lead_state from lead where lead_id = ${leadId}`)).toEqual([
    { lead_state: "PAUSED" },
  ]);
});

test("a completion credited to the original lead waits for a change to that lead", async () => {
  const [original] = (await addLeads(at.db, campaign, [{ lead_state: "COMPLETE" }])) as [number];
  const { leadId, claimId } = await claimed();
  await at.db.execute(sql`update lead set original_lead_id = ${original} where lead_id = ${leadId}`);
  await at.db.execute(sql`
    insert into disposition (account_id, campaign_id, disposition_name, merge_original) values (${at.accountId}, ${campaign.campaignId}, 'Merged', true)
  `);
  const merged = { claimId, ...busy, agentDisposition: "Merged" };
  // If the original is being deleted, the pass goes to the copy.
  const deletion = async (tx: Transaction) => {
    await tx.execute(sql`delete from contact where account_id = ${at.accountId} and lead_id = ${original}`);
    await tx.execute(sql`delete from lead where account_id = ${at.accountId} and lead_id = ${original}`);
  };
  expect(await isKeptBy(deletion, () => completeClaim(at.db, scope, who, merged, now))).toBe(true);
  expect(await at.db.query(sql`select lead_id from pass where lead_id in (${original}, ${leadId})`)).toEqual([
    { lead_id: leadId },
  ]);
});

test("completions that move leads to the same campaign take turns and create one list; others don't wait", async () => {
  await at.db.execute(sql`
    insert into disposition (account_id, campaign_id, disposition_name, dest_campaign_id) values (${at.accountId}, ${campaign.campaignId}, 'Elsewhere', ${at.target.campaignId})
  `);
  const moving = async () => {
    const { claimId } = await claimed();
    return { claimId, ...busy, agentDisposition: "Elsewhere" };
  };
  const [first, second, third] = [await moving(), await moving(), await moving()];
  const { claimId } = await claimed();
  const moved = async (tx: Transaction) => {
    const inThis = { ...at.db, transaction: <T>(run: (tx: Transaction) => Promise<T>) => run(tx) };
    await completeClaim(inThis, scope, who, first, now);
  };
  expect(await isKeptBy(moved, () => completeClaim(at.db, scope, who, second, now))).toBe(true);
  expect(
    await isKeptBy(
      (tx) => holdRules(tx, at.accountId),
      () => complete(claimId),
    ),
  ).toBe(false);
  await completeClaim(at.db, scope, who, third, now);
  const lists = await at.db.query(sql`
    select count(*) as leads from lead join lead_list using (account_id, list_id)
    where lead.campaign_id = ${at.target.campaignId} and list_desc like 'From %Elsewhere' group by list_id
  `);
  expect(lists).toEqual([{ leads: 3 }]);
});

test("completions and next-number don't wait for claims", async () => {
  const [first, second] = [await claimed(), await claimed()];
  const lockedOut = (tx: Transaction) => lockOutClaims(tx, at.accountId);
  expect(await isKeptBy(lockedOut, () => nextNumber(first.claimId))).toBe(false);
  expect(await isKeptBy(lockedOut, () => complete(second.claimId))).toBe(false);
});

test("a repeated request for claims waits for the first and gets its claims", async () => {
  await addLeads(at.db, campaign, [{}, {}]);
  const requestId = await openClaimRequest(at.db, at.accountId, 1, { key: "once", request: {} }, now);
  const repeated = (tx: Transaction) => claimsOfRequest(tx, at.accountId, requestId);
  expect(await isKeptBy(repeated, () => claim(requestId))).toBe(true);
  const [again, other] = [await claim(requestId), await claim()];
  expect(again).toHaveLength(1);
  expect(other[0]?.claimId).not.toBe(again[0]?.claimId);
});

test("repeated requests for claims get the same claims, even if the queue is refilled between the two", async () => {
  await claimed();
  const [, missed] = await addLeads(at.db, campaign, [{}, {}]);
  // A slow refill is only waited for once everything queued is handed out.
  await at.db.execute(
    sql`update dial_queue_fill set took_ms = 1000, changes = changes + 1 where campaign_id = ${campaign.campaignId}`,
  );
  await at.db.execute(sql`delete from dial_queue where lead_id = ${missed}`);
  const requestId = await openClaimRequest(at.db, at.accountId, 1, { key: "refilled", request: {} }, now);
  const [first, ...others] = await Promise.all(Array.from({ length: 4 }, () => claim(requestId, 2)));
  expect(first).toHaveLength(2);
  for (const other of others) expect(other).toEqual(first);
});
