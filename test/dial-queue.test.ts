import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { updateCampaign } from "../src/campaigns/campaigns.ts";
import type { Database, Transaction } from "../src/db/database.ts";
import { sql } from "../src/db/sql.ts";
import { queueChanged, queueLeads } from "../src/dial-queue/queue-changed.ts";
import { claimLeads } from "../src/dialer/claims/claim.ts";
import type { Claim } from "../src/dialer/claims/claim-front.ts";
import { releaseClaim } from "../src/dialer/claims/release.ts";
import { completeClaim } from "../src/dialer/passes/complete.ts";
import { refillCampaign } from "../src/dialer/rules/refill.ts";
import { type Scope, scopeOf } from "../src/leads/search/scope.ts";
import { testDatabase } from "./support/database.ts";
import { addAccount, addCampaign, addLeads, addPlainLeads, type TestCampaign } from "./support/leads.ts";

// The dial queue holds the next leads of a campaign. Whatever happens while it is filled, emptied, or used, no dialable lead is missed
// and the order holds.

let db: Database;
let drop: () => Promise<void>;
let scope: Scope;
let campaign: TestCampaign;
const now = new Date("2026-07-01T15:00:00.000Z");

beforeAll(async () => {
  ({ db, drop } = await testDatabase());
});
afterAll(() => drop());
beforeEach(async () => {
  const accountId = await addAccount(db);
  scope = await scopeOf(db, accountId);
  campaign = await addCampaign(db, accountId);
});

const claim = (max: number, campaigns = [campaign], at = now) =>
  claimLeads(db, scope, { campaignIds: campaigns.map(({ campaignId }) => campaignId), max, claimedBy: "dialer" }, at);
const idsOf = (claims: Claim[]) => claims.map(({ leadId }) => leadId);
const fill = (at = now) => refillCampaign(db, scope, campaign.campaignId, 1000, at);
const release = (claims: Claim[]) =>
  Promise.all(claims.map(({ claimId }) => db.transaction((tx) => releaseClaim(tx, scope.accountId, claimId, now))));
const complete = (claims: Claim[]) =>
  Promise.all(
    claims.map(({ claimId }) =>
      completeClaim(db, scope, { userId: null, name: "dialer" }, { claimId, systemDisposition: "BUSY" }, now),
    ),
  );
const inOrder = (order: number) =>
  db.execute(sql`update campaign set dial_loaded_order = ${order} where campaign_id = ${campaign.campaignId}`);
const queued = async () =>
  (await db.one<{ count: number }>(sql`select count(*) from dial_queue where account_id = ${scope.accountId}`)).count;

/** A transaction that stays open until the test has it commit. */
async function open(run: (tx: Transaction) => Promise<unknown>): Promise<() => Promise<void>> {
  const begun = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<void>();
  const over = db.transaction(async (tx) => {
    await run(tx);
    begun.resolve();
    await ending.promise;
  });
  await Promise.race([begun.promise, over]);
  return async () => {
    ending.resolve();
    await over;
  };
}

/** Makes refills wait between reading leads and queueing them. */
const holdFill = () =>
  open((tx) => tx.query(sql`select from dial_queue_fill where account_id = ${scope.accountId} for update`));

/** How many sessions of this database are waiting for a lock. */
const waiters = async () =>
  (
    await db.one<{ count: number }>(
      sql`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).count;

test("a lead that becomes ready during a refill is not missed, whichever commits first", async () => {
  const [first, second, third] = (await addLeads(db, campaign, [
    {},
    { lead_state: "PAUSED" },
    { lead_state: "PAUSED" },
  ])) as [number, number, number];
  await fill();
  const ready = (leadId: number) => async (tx: Transaction) => {
    await tx.execute(sql`update lead set lead_state = 'READY' where lead_id = ${leadId}`);
    await queueLeads(tx, scope.accountId, sql`lead.lead_id = ${leadId}`);
  };
  const commitSecond = await open(ready(second));
  // This refill does not see the second lead, and must not remove its entry either.
  await fill();
  await commitSecond();
  const commitThird = await open(ready(third));
  await commitThird();
  await fill();
  expect(idsOf(await claim(5)).sort((a, b) => a - b)).toEqual([first, second, third]);
});

test("a refill reads the leads again if the order has changed since it read them", async () => {
  await inOrder(2);
  const ids = await addLeads(db, campaign, [{}, {}, {}]);
  await fill();
  const held = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const changing = db.transaction(async (tx) => {
    await tx.query(sql`select from dial_queue_fill where account_id = ${scope.accountId} for update`);
    held.resolve();
    await read.promise;
    await tx.execute(sql`update campaign set dial_loaded_order = 3 where campaign_id = ${campaign.campaignId}`);
    await queueChanged(tx, scope.accountId, "order");
  });
  await held.promise;
  const filling = fill();
  await expect.poll(waiters).toBe(1);
  read.resolve();
  await Promise.all([changing, filling]);
  const entries = await db.query<{ lead_id: number }>(
    sql`select lead_id from dial_queue where account_id = ${scope.accountId} order by rank, list_rank, key1, key2`,
  );
  expect(entries.map(({ lead_id }) => lead_id)).toEqual(ids.toReversed());
});

test("a change of order waits for a refill that is about to end and then empties the queue", async () => {
  await inOrder(2);
  const ids = await addLeads(db, campaign, [{}, {}, {}]);
  await fill();
  const release = await holdFill();
  const filling = fill();
  await expect.poll(waiters).toBe(1);
  const changing = db.transaction(async (tx) => {
    await tx.execute(sql`update campaign set dial_loaded_order = 3 where campaign_id = ${campaign.campaignId}`);
    await queueChanged(tx, scope.accountId, "order");
  });
  await expect.poll(waiters).toBe(2);
  await release();
  await Promise.all([filling, changing]);
  expect(await queued()).toBe(0);
  expect(idsOf(await claim(3))).toEqual(ids.toReversed());
});

test("a refill keeps the entry of a lead that becomes ready between its read and its end", async () => {
  const [leadId] = await addLeads(db, campaign, [{}]);
  await fill();
  await db.execute(sql`update lead set lead_state = 'PAUSED' where lead_id = ${leadId}`);
  const release = await holdFill();
  const filling = fill();
  await expect.poll(waiters).toBe(1);
  const commit = await open(async (tx) => {
    await tx.execute(sql`update lead set lead_state = 'READY' where lead_id = ${leadId}`);
    await queueLeads(tx, scope.accountId, sql`lead.lead_id = ${leadId}`);
  });
  await release();
  // It has read a paused lead and reaches its entry while another transaction rewrites it.
  await expect.poll(waiters).toBe(1);
  await commit();
  await filling;
  expect(idsOf(await claim(1))).toEqual([leadId]);
});

test("a queue is bounded, and a lead beyond its end is not handed out before the leads missing in between", async () => {
  await inOrder(2);
  const ids = await addPlainLeads(db, campaign, 9000);
  await fill();
  expect(await queued()).toBe(8000);
  // The last lead is queued on its own; a thousand unqueued leads come before it.
  await db.transaction((tx) => queueLeads(tx, scope.accountId, sql`lead.lead_id = ${ids.at(-1)}`));
  expect(await queued()).toBe(8001);
  const handed: number[] = [];
  for (let i = 0; i < 9; i++) handed.push(...idsOf(await claim(1000)));
  expect(handed).toEqual(ids);
});

test("a refill fills the queue past thousands of barred leads", async () => {
  await inOrder(2);
  const ids = await addPlainLeads(db, campaign, 9000);
  await db.execute(sql`
    insert into dnc_entry (account_id, phone, added_by, added_at)
    select account_id, phone, 'test', ${now} from contact where account_id = ${scope.accountId} and lead_id = any (${ids.slice(0, 8990)}::bigint[])
  `);
  expect(idsOf(await claim(5))).toEqual(ids.slice(8990, 8995));
});

test("a zone whose leads all come after those of other zones gets as many entries as they do", async () => {
  await inOrder(2);
  await addPlainLeads(db, campaign, 9000);
  const [far] = (await addLeads(db, campaign, [{ zone: "America/Los_Angeles" }])) as [number];
  await db.execute(sql`update campaign set wed_sched = '07000900' where campaign_id = ${campaign.campaignId}`);
  // It is 11 AM in New York and 8 AM in Los Angeles.
  expect(idsOf(await claim(5))).toEqual([far]);
});

test("a lead whose place changed without being requeued is handed out at its new place", async () => {
  const [first, second] = (await addLeads(db, campaign, [{}, {}])) as [number, number];
  await fill();
  await db.execute(sql`update lead set pass_count = 2 where lead_id = ${first}`);
  expect(idsOf(await claim(2))).toEqual([second, first]);
});

test("a claim drops the entries it meets of leads that were deleted, stopped, or moved", async () => {
  const other = await addCampaign(db, scope.accountId, campaign.dialGroupId);
  const [gone, stopped, moved, left] = (await addLeads(db, campaign, [{}, {}, {}, {}])) as [
    number,
    number,
    number,
    number,
  ];
  await fill();
  await db.execute(sql`delete from lead where lead_id = ${gone}`);
  await db.execute(sql`update lead set lead_state = 'PAUSED' where lead_id = ${stopped}`);
  await db.execute(
    sql`update lead set campaign_id = ${other.campaignId}, list_id = ${other.listId} where lead_id = ${moved}`,
  );
  expect(idsOf(await claim(5))).toEqual([left]);
  expect(await queued()).toBe(0);
});

test("leads are handed out when they become due, by dial time or callback time", async () => {
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const [soon, callback, later] = (await addLeads(db, campaign, [
    { next_dial_time: at(5) },
    { lead_state: "CALLBACK", callback_at: at(6), next_dial_time: at(-60) },
    { next_dial_time: at(7) },
  ])) as [number, number, number];
  expect(await claim(5)).toEqual([]);
  expect(idsOf(await claim(5, [campaign], at(5)))).toEqual([soon]);
  expect(idsOf(await claim(5, [campaign], at(6)))).toEqual([callback]);
  expect(idsOf(await claim(5, [campaign], at(30)))).toEqual([later]);
});

test("all of many leads that become due at once are handed out", async () => {
  const due = new Date(now.getTime() + 60_000);
  const ids = await addPlainLeads(db, campaign, 2500);
  await db.execute(sql`update lead set next_dial_time = ${due} where account_id = ${scope.accountId}`);
  expect(await claim(1)).toEqual([]);
  const handed: number[] = [];
  for (let i = 0; i < 5; i++) handed.push(...idsOf(await claim(900, [campaign], due)));
  expect(handed.toSorted((a, b) => a - b)).toEqual(ids);
});

test("every claim gets the first lead while settings keep changing", async () => {
  const caller = {
    userId: 1,
    name: "ann@example.com",
    homeAccountId: scope.accountId,
    roles: new Map(),
    locales: new Map(),
  };
  await db.execute(sql`update dial_group set enable_absolute_priority = true where account_id = ${scope.accountId}`);
  await db.execute(sql`update campaign set campaign_priority = 5 where campaign_id = ${campaign.campaignId}`);
  const other = await addCampaign(db, scope.accountId, campaign.dialGroupId);
  await db.execute(sql`update campaign set campaign_priority = 1 where campaign_id = ${other.campaignId}`);
  const [first] = await addPlainLeads(db, campaign, 800);
  await addPlainLeads(db, other, 800);
  let over = false;
  const settings = (async () => {
    for (let i = 0; !over; i++)
      await db.transaction((tx) =>
        updateCampaign(
          tx,
          caller,
          scope.accountId,
          { campaignId: campaign.campaignId },
          {
            values: { maxPasses: 3 + (i % 5) },
            settings: {},
          },
        ),
      );
  })();
  const handed = new Set<number>();
  for (let i = 0; i < 60; i++) {
    const claims = await claim(1, [campaign, other]);
    for (const id of idsOf(claims)) handed.add(id);
    await release(claims);
  }
  over = true;
  await settings;
  expect([...handed]).toEqual([first]);
});

test("campaigns of equal priority share calls in proportion to their dialable leads", async () => {
  const other = await addCampaign(db, scope.accountId, campaign.dialGroupId);
  await addPlainLeads(db, campaign, 900);
  await addPlainLeads(db, other, 300);
  let large = 0;
  for (let i = 0; i < 200; i++) {
    const claims = await claim(1, [campaign, other]);
    large += claims.filter(({ campaignId }) => campaignId === campaign.campaignId).length;
    await release(claims);
  }
  // Three quarters, plus or minus five standard deviations.
  expect(large).toBeGreaterThan(119);
  expect(large).toBeLessThan(181);
  const many = await claim(100, [campaign, other]);
  const share = many.filter(({ campaignId }) => campaignId === campaign.campaignId).length;
  expect(share).toBeGreaterThan(65);
  expect(share).toBeLessThan(85);
});

test("while a lead is claimed, no other lead with one of its numbers is handed out in any campaign", async () => {
  const other = await addCampaign(db, scope.accountId, campaign.dialGroupId);
  await db.execute(sql`update campaign set campaign_priority = 5 where campaign_id = ${campaign.campaignId}`);
  const [one, two, three] = ["+14155550001", "+14155550002", "+14155550003"];
  const [first] = await addLeads(db, campaign, [{ phone: one, morePhones: [two] }, { phone: one }]);
  const [alone, shares] = await addLeads(db, other, [{ phone: three }, { phone: "+14155550004", morePhones: [two] }]);
  const both = [campaign, other];
  const held = await claim(5, both);
  expect(idsOf(held).toSorted((a, b) => a - b)).toEqual([first, alone]);
  expect(await claim(5, both)).toEqual([]);
  await complete(held.filter(({ leadId }) => leadId === first));
  expect(idsOf(await claim(5, both))).toContain(shares);
});

test.each([
  ["the number they dial", { phone: "+14155550001" }, { phone: "+14155550001" }],
  [
    "another of their numbers",
    { phone: "+14155550002", morePhones: ["+14155550001"] },
    { phone: "+14155550003", morePhones: ["+14155550001"] },
  ],
])("of two claims whose leads share %s, one waits for the other and goes without", async (_what, one, two) => {
  const other = await addCampaign(db, scope.accountId, campaign.dialGroupId);
  await addLeads(db, campaign, [one]);
  await addLeads(db, other, [two]);
  await Promise.all([claim(0, [campaign]), claim(0, [other])]);
  for (let round = 0; round < 5; round++) {
    const both = await Promise.all([claim(1, [campaign]), claim(1, [other])]);
    expect(both.flat()).toHaveLength(1);
    await release(both.flat());
  }
});

test("leads waiting for a number come back once it is free, even after a refill left them out", async () => {
  const phone = "+14155550001";
  const ids = await addLeads(db, campaign, [{ phone }, { phone }, { phone }]);
  const handed: number[] = [];
  for (let i = 0; i < 3; i++) {
    const claims = await claim(3);
    expect(claims).toHaveLength(1);
    await fill();
    expect(await claim(3)).toEqual([]);
    handed.push(...idsOf(claims));
    await complete(claims);
  }
  expect(handed.toSorted((a, b) => a - b)).toEqual(ids);
});

test("a lead that waited for a number regains its place without a refill", async () => {
  await inOrder(2);
  const other = await addCampaign(db, scope.accountId, campaign.dialGroupId);
  const phone = "+14155550001";
  await addLeads(db, other, [{ phone }]);
  const [first, second] = await addLeads(db, campaign, [{ phone }, {}, {}]);
  const held = await claim(1, [other]);
  await fill();
  expect(await queued()).toBe(2);
  await complete(held);
  expect(idsOf(await claim(2))).toEqual([first, second]);
});

test("a claim goes on to the next lead if a number is taken at that moment", async () => {
  await inOrder(2);
  const phone = "+14155550001";
  const [, second] = await addLeads(db, campaign, [{ phone }, {}]);
  await fill();
  const commit = await open((tx) =>
    tx.execute(sql`insert into held_number (account_id, phone, claim_id) values (${scope.accountId}, ${phone}, 4711)`),
  );
  const claiming = claim(1);
  await expect.poll(waiters).toBe(1);
  await commit();
  expect(idsOf(await claiming)).toEqual([second]);
});

/** Raises the pass limit, so that leads with no passes left become eligible. */
const raisePasses = () =>
  db.transaction(async (tx) => {
    await tx.execute(sql`update campaign set max_passes = 9 where campaign_id = ${campaign.campaignId}`);
    await queueChanged(tx, scope.accountId, "eligibility");
  });

test("leads that a setting makes eligible are handed out at once if a refill is fast", async () => {
  await inOrder(2);
  const [first, second] = await addLeads(db, campaign, [{ pass_count: 5 }, {}, {}]);
  expect(idsOf(await claim(1))).toEqual([second]);
  await raisePasses();
  expect(idsOf(await claim(1))).toEqual([first]);
});

test("if a refill is slow, claims use what is queued and request a refill in the background", async () => {
  await inOrder(2);
  const [first, second, third] = await addLeads(db, campaign, [{ pass_count: 5 }, {}, {}]);
  await fill();
  await db.execute(sql`update dial_queue_fill set took_ms = 5000 where account_id = ${scope.accountId}`);
  await raisePasses();
  expect(idsOf(await claim(1))).toEqual([second]);
  const { payload } = await db.one<{ payload: object }>(sql`
    select payload from graphile_worker._private_jobs
    join graphile_worker._private_tasks as task on task.id = task_id
    where identifier = 'refill-queue' and payload ->> 'campaignId' = ${String(campaign.campaignId)}
  `);
  expect(payload).toEqual({ accountId: scope.accountId, campaignId: campaign.campaignId });
  await fill();
  expect(idsOf(await claim(2))).toEqual([first, third]);
});

test("a claim that leaves little in the queue requests a refill in the background", async () => {
  await inOrder(2);
  const ids = await addPlainLeads(db, campaign, 9000);
  await fill();
  const requests = sql`
    select from graphile_worker._private_jobs
    join graphile_worker._private_tasks as task on task.id = task_id
    where identifier = 'refill-queue' and payload ->> 'campaignId' = ${String(campaign.campaignId)}`;
  for (let i = 0; i < 7; i++) expect(idsOf(await claim(1000))).toEqual(ids.slice(i * 1000, i * 1000 + 1000));
  expect(await db.query(requests)).toHaveLength(0);
  await claim(500);
  expect(await db.query(requests)).toHaveLength(1);
});

test("setting the clock back loses no lead", async () => {
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const [first, second] = await addLeads(db, campaign, [{ next_dial_time: at(-30) }, {}]);
  await fill();
  expect(idsOf(await claim(2, [campaign], at(-60)))).toEqual([second]);
  expect(idsOf(await claim(2, [campaign], at(-29)))).toEqual([first]);
});
