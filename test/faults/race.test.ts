import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { seededRandom } from "../../clients/seeded-random.ts";
import type { Database } from "../../src/db/database.ts";
import { identifier, type Sql, sql } from "../../src/db/sql.ts";
import { claimLeads } from "../../src/dialer/claims/claim.ts";
import { findAction } from "../../src/leads/catalogue.ts";
import { acceptAction } from "../../src/leads/engine/accept-action.ts";
import { cancelAction, workOnAction } from "../../src/leads/engine/work-on-action.ts";
import type { Criteria } from "../../src/leads/search/criteria.ts";
import { type Scope, scopeOf } from "../../src/leads/search/scope.ts";
import { testDatabase } from "../support/database.ts";
import { addAccount, addCampaign, type TestCampaign } from "../support/leads.ts";
import { addManyLeads } from "./many-leads.ts";

const seed = Number(process.env.FAULT_SEED ?? randomInt(1_000_000));
const random = seededRandom(seed);
const rounds = 20;
const callerCount = 8;
/** The campaigns over which 100,000 leads are spread, so that a claim need not sort all of them. */
const campaignCount = 100;
const now = new Date("2026-07-01T15:00:00Z");
/** Columns that mark a random half of the leads with "this", and the criteria that select it. */
const halves = {
  aux_data1: "auxData1",
  aux_data2: "auxData2",
  aux_data3: "auxData3",
  aux_data4: "auxData4",
  aux_data5: "auxData5",
} as const;
let count = 0;

let db: Database;
let drop: () => Promise<void>;
let scope: Scope;
let campaigns: TestCampaign[];
let away: TestCampaign;

beforeAll(async () => {
  ({ db, drop } = await testDatabase());
  const accountId = await addAccount(db);
  scope = await scopeOf(db, accountId);
  away = await addCampaign(db, accountId);
  campaigns = [];
  for (let i = 0; i < campaignCount; i++) campaigns.push(await addCampaign(db, accountId, away.dialGroupId));
  await addManyLeads(db, away, 100_000);
  const side = sql`(array['this', 'that'])[1 + (random() > 0.5)::int]`;
  await db.execute(sql`
    update contact set aux_data1 = ${side}, aux_data2 = ${side}, aux_data3 = ${side}, aux_data4 = ${side}, aux_data5 = ${side}
  `);
  await db.execute(sql`
    update lead set campaign_id = places.campaign_id, list_id = places.list_id
    from unnest(${campaigns.map((one) => one.campaignId)}::bigint[], ${campaigns.map((one) => one.listId)}::bigint[])
      with ordinality as places (campaign_id, list_id, place)
    where place = 1 + lead_id % ${campaignCount}
  `);
  for (const table of tables) await db.execute(sql`create table ${saved(table)} as table ${identifier(table)}`);
  await db.query(sql`vacuum analyze lead, contact, lead_phone`);
}, 180_000);
afterAll(() => drop());

const tables = ["lead", "contact", "lead_phone"];
const saved = (table: string) => identifier(`saved_${table}`);

/** Resets all leads to their initial state. */
async function restore(): Promise<void> {
  await db.execute(
    sql`truncate claim, pass, dnc_entry, held_number, dial_queue, dial_queue_fill, lead_journal, journal_batch, lead_action_batch`,
  );
  await db.execute(sql`
    update lead
    set campaign_id = saved.campaign_id, list_id = saved.list_id, lead_state = saved.lead_state, suppressed = saved.suppressed,
      claim_id = null, pass_count = saved.pass_count, daily_pass_count = saved.daily_pass_count
    from saved_lead saved
    where saved.lead_id = lead.lead_id
      and (lead.lead_state <> 'READY' or lead.suppressed or lead.claim_id is not null or lead.campaign_id <> saved.campaign_id)
  `);
  for (const table of tables) {
    await db.execute(
      sql`insert into ${identifier(table)} overriding system value table ${saved(table)} on conflict do nothing`,
    );
  }
}

/** Resets these leads to their initial state. */
async function idsWhere(condition: Sql): Promise<Set<number>> {
  const found = await db.query<{ lead_id: number }>(
    sql`select lead_id from saved_lead join saved_contact using (account_id, lead_id) where ${condition}`,
  );
  return new Set(found.map((row) => row.lead_id));
}

/** What each claim was handed and when it was requested. */
interface HandedLead {
  askedAt: number;
  leadIds: number[];
}

/** Runs eight callers that claim from one campaign after another until stopped. */
function claiming() {
  const claims: HandedLead[] = [];
  let going = true;
  const callers = Promise.all(
    Array.from({ length: callerCount }, async () => {
      while (going) {
        const askedAt = performance.now();
        const request = { campaignIds: [random.pick(campaigns).campaignId], max: 5, claimedBy: "race" };
        const handed = await claimLeads(db, scope, request, now);
        claims.push({ askedAt, leadIds: handed.map(({ leadId }) => leadId) });
      }
    }),
  );
  return {
    claims,
    /** Waits until this many more claims have been answered. */
    more: (count: number) => {
      const enough = claims.length + count;
      return vi.waitFor(() => expect(claims.length).toBeGreaterThanOrEqual(enough), { timeout: 60_000, interval: 5 });
    },
    async stop() {
      going = false;
      await callers;
    },
  };
}

/** Has an action accepted and notes when, by the client's clock. */
async function accept(name: string, criteria: Criteria, params: object = {}) {
  const key = `${++count}`;
  const request = { action: findAction(name), criteria, params, allLeads: false, once: { key, request: key } };
  const { actionId, status } = await acceptAction(db, scope, { userId: 1, name: "ann" }, request, now);
  return { actionId, status, key, acceptedAt: performance.now() };
}

/** Leads handed out too late: by a claim requested after the acceptance, or committed after it in the database's order. */
async function late(claims: HandedLead[], accepted: Awaited<ReturnType<typeof accept>>, matching: Set<number>) {
  const byClient = claims
    .filter(({ askedAt }) => askedAt > accepted.acceptedAt)
    .flatMap(({ leadIds }) => leadIds.filter((id) => matching.has(id)));
  const committed = await db.query<{ lead_id: number }>(sql`
    select lead_id from claim
    where pg_xact_commit_timestamp(xmin) > (
      select pg_xact_commit_timestamp(xmin) from idempotency where account_id = ${scope.accountId} and key = ${accepted.key})
  `);
  return { byClient, byDatabase: committed.map((row) => row.lead_id).filter((id) => matching.has(id)) };
}

const stops: [string, object?][] = [
  ["CANCEL_LEADS"],
  ["PAUSE_LEADS"],
  ["SUPPRESS_LEADS"],
  ["MOVE_TO_CAMPAIGN", { LIST_NAME: "Away" }],
  ["MANUAL_LEADS", { PASS_DISPOSITION: "Spoke", DO_NOT_CALL: true }],
  ["DELETE_LEADS"],
];

test(`no lead is handed out once an action that stops it is accepted, whether of 50,000 leads or of a campaign (FAULT_SEED=${seed})`, async () => {
  let [before, after] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const [name, more] = stops[round % stops.length] as (typeof stops)[number];
    const params = name === "MOVE_TO_CAMPAIGN" ? { ...more, CAMPAIGN_ID: away.campaignId } : more;
    const [column, half] = random.pick(Object.entries(halves));
    const matching = await idsWhere(sql`${identifier(column)} = 'this'`);
    const callers = claiming();
    await callers.more(random.int(10, 40));
    const small = random.pick(campaigns).campaignId;
    const smallStop = await accept("PAUSE_LEADS", { campaignIds: [small] });
    await callers.more(random.int(5, 20));
    const stop = await accept(name, { [half]: "this" }, params);
    expect([smallStop.status, stop.status]).toEqual(["DONE", "RUNNING"]);
    // Only the acceptance stops these leads at first; the action then reaches them one by one.
    await callers.more(random.int(5, 20));
    const enough = new AbortController();
    const work = [1, 2].map(() => workOnAction(db, scope.accountId, stop.actionId, enough.signal));
    if (random.percent(30)) await Promise.all(work);
    await callers.more(40);
    await callers.stop();
    enough.abort();
    await Promise.all(work);
    await cancelAction(db, { userId: 1, name: "ann@example.com" }, scope.accountId, stop.actionId).catch(
      () => undefined,
    );

    const found = await late(callers.claims, stop, matching);
    expect({ round, name, ...found }).toEqual({ round, name, byClient: [], byDatabase: [] });
    const foundSmall = await late(callers.claims, smallStop, await idsWhere(sql`campaign_id = ${small}`));
    expect({ round, name: "small", ...foundSmall }).toEqual({ round, name: "small", byClient: [], byDatabase: [] });
    for (const { askedAt, leadIds } of callers.claims) {
      if (askedAt > stop.acceptedAt) after += leadIds.length;
      else before += leadIds.filter((id) => matching.has(id)).length;
    }
    await restore();
  }
  // Otherwise the test has tried nothing.
  expect(before).toBeGreaterThan(rounds * 50);
  expect(after).toBeGreaterThan(rounds * 100);
}, 600_000);
