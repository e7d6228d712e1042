import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { type Claim, claimLeads } from "../../src/dialer/claim.ts";
import { acceptAction } from "../../src/leads/accept-action.ts";
import { readAction } from "../../src/leads/action-record.ts";
import { findAction } from "../../src/leads/catalogue.ts";
import type { Scope } from "../../src/leads/criteria.ts";
import { scopeOf } from "../../src/leads/scope.ts";
import { workOnAction } from "../../src/leads/work-on-action.ts";
import { floor, now } from "../support/actions.ts";
import { addCampaign, addPlainLeads, type TestCampaign } from "../support/leads.ts";

const at = floor();
const rounds = 20;
const workers = 8;
const perCampaign = 2000;
const campaigns: TestCampaign[] = [];
let scope: Scope;

// 100,000 leads; many campaigns, so that a claim looks at few leads and many claims fall into each round.
beforeAll(async () => {
  scope = await scopeOf(at.db, at.accountId);
  for (let i = 0; i < 50; i++) {
    const campaign = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
    await addPlainLeads(at.db, campaign, perCampaign);
    campaigns.push(campaign);
  }
  await at.db.execute(sql`analyze`);
});

const stops: [string, (target: TestCampaign) => object][] = [
  ["CANCEL_LEADS", () => ({})],
  ["PAUSE_LEADS", () => ({})],
  ["SUPPRESS_LEADS", () => ({})],
  ["DELETE_LEADS", () => ({})],
  ["MOVE_TO_CAMPAIGN", ({ campaignId, listId }) => ({ CAMPAIGN_ID: campaignId, LIST_ID: listId })],
  ["MANUAL_LEADS", () => ({ PASS_DISPOSITION: "Stop", DO_NOT_CALL: true })],
];

interface Attempt {
  /** Order of events: claims that began after the acceptance had answered have greater numbers. */
  began: number;
  claims: Claim[];
}

/** Claims until told to stop; two of three attempts are on what is being stopped. */
async function dial(
  hit: TestCampaign[],
  others: TestCampaign[],
  clock: { tick: number },
  signal: AbortSignal,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (let i = 0; !signal.aborted; i++) {
    const among = i % 3 === 2 ? others : hit;
    const { campaignId } = among[Math.floor(Math.random() * among.length)] as TestCampaign;
    const began = ++clock.tick;
    const claims = await claimLeads(at.db, scope, { campaignIds: [campaignId], max: 5, claimedBy: "dialer" }, now);
    attempts.push({ began, claims });
  }
  return attempts;
}

test("from its acceptance no claim hands out a lead that a stopping action will reach", async () => {
  const seed = Number(process.env.RACE_SEED ?? 1);
  const halves = fc.sample(fc.shuffledSubarray(campaigns, { minLength: 25, maxLength: 25 }), { numRuns: rounds, seed });
  let late = 0;
  let handedOut = 0;
  for (const [round, hit] of halves.entries()) {
    const others = campaigns.filter((campaign) => !hit.includes(campaign));
    const [name, params] = stops[round % stops.length] as (typeof stops)[number];
    const clock = { tick: 0 };
    const over = new AbortController();
    const dialing = Promise.all(Array.from({ length: workers }, () => dial(hit, others, clock, over.signal)));
    const until = async (tick: number) => {
      while (clock.tick < tick) await new Promise((resolve) => setImmediate(resolve));
    };
    await until(workers * 2);

    const criteria = { campaignIds: hit.map((campaign) => campaign.campaignId) };
    const request = { action: findAction(name), criteria, params: params(at.target), allLeads: false };
    const { actionId, status } = await acceptAction(at.db, scope, { userId: 1, name: "ann" }, request, now);
    const accepted = ++clock.tick;
    expect(status).toBe("RUNNING");
    // Claims meet the action before it has changed anything, while it changes, and when it is done.
    await until(accepted + workers * 3);
    const lanes = [1, 2].map(() => workOnAction(at.db, at.accountId, actionId, over.signal));
    await Promise.all(lanes);
    await until(clock.tick + workers);
    over.abort();

    const stopped = new Set(criteria.campaignIds);
    const attempts = (await dialing).flat();
    const tooLate = attempts.filter(({ began }) => began > accepted).flatMap(({ claims }) => claims);
    expect(
      tooLate.filter((claim) => stopped.has(claim.campaignId)),
      `${name} in round ${round}, seed ${seed}`,
    ).toEqual([]);
    late += tooLate.length;
    handedOut += attempts.flatMap(({ claims }) => claims).length - tooLate.length;
    expect(await readAction(at.db, at.accountId, actionId)).toMatchObject({ status: "DONE" });
    await restore(hit);
  }
  // Others were dialed meanwhile, and so were these before.
  expect(late).toBeGreaterThan(rounds * workers);
  expect(handedOut).toBeGreaterThan(rounds * workers);
}, 900_000);

/** The campaigns as they were, for the next round. */
async function restore(hit: TestCampaign[]): Promise<void> {
  const { db, accountId } = at;
  await db.execute(sql`delete from dnc_entry where account_id = ${accountId}`);
  await db.execute(sql`delete from claim where account_id = ${accountId}`);
  await db.execute(sql`
    update lead set lead_state = 'READY', suppressed = false, claim_id = null, pass_count = 0, dial_count = 0, daily_pass_count = 0
    where account_id = ${accountId} and (lead_state <> 'READY' or suppressed or claim_id is not null or pass_count > 0)
  `);
  for (const { campaignId, listId } of hit) {
    const { count } = await db.one<{ count: number }>(
      sql`select count(*) from lead where account_id = ${accountId} and campaign_id = ${campaignId}`,
    );
    if (count === perCampaign) continue;
    const back = await db.execute(sql`
      update lead set campaign_id = ${campaignId}, list_id = ${listId}
      where account_id = ${accountId} and lead_id in (
        select lead_id from lead where account_id = ${accountId} and campaign_id = ${at.target.campaignId} limit ${perCampaign - count})
    `);
    if (back < perCampaign - count)
      await addPlainLeads(db, { ...at.campaign, campaignId, listId }, perCampaign - count - back);
  }
  await db.pool.query("vacuum analyze lead");
}
