import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { seededRandom } from "../../clients/seeded-random.ts";
import type { Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/sql.ts";
import { claimLeads } from "../../src/dialer/claims/claim.ts";
import { sweepClaims } from "../../src/dialer/claims/sweep.ts";
import { completeClaim } from "../../src/dialer/passes/complete.ts";
import { scopeOf } from "../../src/leads/search/scope.ts";
import { testDatabase } from "../support/database.ts";
import { addAccount, addCampaign, type TestCampaign } from "../support/leads.ts";
import { addManyLeads } from "./many-leads.ts";

const seed = Number(process.env.FAULT_SEED ?? randomInt(1_000_000));
const random = seededRandom(seed);
const leads = 100_000;
const programs = 4;
const claimersEach = 4;
const kills = 10;

let db: Database;
let url: string;
let drop: () => Promise<void>;
let campaign: TestCampaign;
const running = new Set<ChildProcess>();
/** How many programs ended without being killed. */
let failed = 0;

beforeAll(async () => {
  ({ db, url, drop } = await testDatabase());
  const accountId = await addAccount(db);
  campaign = await addCampaign(db, accountId);
  await db.execute(sql`
    update campaign set pass_delay_min = 0, mon_sched = '00002400', tue_sched = '00002400', wed_sched = '00002400', thu_sched = '00002400',
      fri_sched = '00002400', sat_sched = '00002400', sun_sched = '00002400'
  `);
  await addManyLeads(db, campaign, leads);
  // One in a hundred may be dialed, one to three times; the others come before, between, and after them.
  await db.execute(sql`
    update lead set
      lead_state = case when kind % 5 = 0 then 'PAUSED' else 'READY' end::lead_state, suppressed = kind % 5 = 1,
      pass_count = case when kind % 5 = 2 then 3 else 0 end,
      next_dial_time = case when kind % 5 = 3 then '2100-01-01' else '2026-06-01' end::timestamptz,
      max_passes = case when kind % 5 = 4 then 1 + kind % 3 end
    from (select lead_id, case when lead_id % 100 = 7 then 4 + 5 * (lead_id % 3) else (lead_id * 7 % 20) / 5 end as kind from lead) as other
    where other.lead_id = lead.lead_id
  `);
  // Handing out a lead that is already held fails immediately.
  await db.execute(
    sql`create unique index on claim (account_id, lead_id) where status in ('PENDING', 'DIALING', 'ACTIVE', 'WRAP_UP')`,
  );
  await db.query(sql`vacuum analyze lead`);
}, 180_000);
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await drop();
});

/** How many claims have ended with a pass. */
const ended = async () =>
  (await db.one<{ count: number }>(sql`select count(*) from claim where status = 'DONE'`)).count;

function startClaimers(): ChildProcess {
  const script = join(import.meta.dirname, "claimer.ts");
  const numbers = [campaign.accountId, campaign.campaignId, claimersEach, random.int(1, 1_000_000)].map(String);
  const child = spawn(process.execPath, [script, url, ...numbers], { stdio: ["ignore", "ignore", "inherit"] });
  running.add(child);
  child.once("exit", (_code, signal) => {
    running.delete(child);
    if (signal === null) failed++;
  });
  return child;
}

test(`sixteen claimers killed at random dial each of 100,000 leads as often as the rules allow, none twice at once (FAULT_SEED=${seed})`, async () => {
  const { accountId, campaignId } = campaign;
  const toDial = await db.query<{ lead_id: number; max_passes: number }>(
    sql`select lead_id, max_passes from lead where max_passes is not null`,
  );
  expect(toDial.length).toBeGreaterThanOrEqual(leads / 100 - 1);
  const children = Array.from({ length: programs }, startClaimers);
  for (let kill = 1; kill <= kills; kill++) {
    // Wherever they are at that moment.
    await vi.waitFor(async () => expect(await ended()).toBeGreaterThanOrEqual(kill * 40), {
      timeout: 60_000,
      interval: random.int(20, 200),
    });
    const victim = random.int(0, programs - 1);
    const child = children[victim] as ChildProcess;
    child.kill("SIGKILL");
    await once(child, "exit");
    children[victim] = startClaimers();
    await sweepClaims(db, new Date());
  }
  for (const child of children) {
    // A claimer that has just started does not handle signals yet.
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  expect(failed).toBe(0);

  // Finish what killed claimers left and what none has reached.
  await db.execute(sql`update claim set lease_expires_at = now() where status in ('PENDING', 'ACTIVE')`);
  await sweepClaims(db, new Date());
  const scope = await scopeOf(db, accountId);
  const rest = async () => {
    for (;;) {
      const claims = await claimLeads(
        db,
        scope,
        { campaignIds: [campaignId], max: 100, claimedBy: "rest" },
        new Date(),
      );
      if (claims.length === 0) return;
      for (const { claimId } of claims)
        await completeClaim(
          db,
          scope,
          { userId: null, name: "rest" },
          { claimId, systemDisposition: "NOANSWER" },
          new Date(),
        );
    }
  };
  await Promise.all(Array.from({ length: 8 }, rest));
  await rest();

  const dialed = await db.query<{ lead_id: number; pass_count: number; passes: number }>(sql`
    select lead.lead_id, pass_count, (select count(*) from pass where pass.account_id = lead.account_id and pass.lead_id = lead.lead_id) as passes
    from lead
    where max_passes is not null or exists (select from claim where claim.account_id = lead.account_id and claim.lead_id = lead.lead_id)
    order by lead_id
  `);
  expect(dialed).toEqual(
    toDial
      .sort((a, b) => a.lead_id - b.lead_id)
      .map(({ lead_id, max_passes }) => ({ lead_id, pass_count: max_passes, passes: max_passes })),
  );
  expect(await db.query(sql`select from lead where claim_id is not null`)).toEqual([]);
}, 240_000);
