import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "../../../test/support/database.ts";
import { explainAll, type PlannedStatement } from "../../../test/support/explain.ts";
import { addAccount, addCampaign, addPlainLeads, type TestCampaign } from "../../../test/support/leads.ts";
import { connect, type Database } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { type Scope, scopeOf } from "../../leads/search/scope.ts";
import { completeClaim } from "../passes/complete.ts";
import { refillCampaign } from "../rules/refill.ts";
import { claimLeads } from "./claim.ts";

// A claim reads a handful of leads, however many there are and whatever is ahead of those that are handed out.
const leads = 10_000;
/** The most rows at any step of a plan: the first leads of a zone or two, with their index neighbors. */
const few = 250;
const now = new Date("2026-07-01T15:00:00.000Z");

let db: Database;
let drop: () => Promise<void>;
let scope: Scope;
let campaign: TestCampaign;
let done: PlannedStatement[];

beforeAll(async () => {
  const database = await testDatabase();
  db = connect(database.url, () => undefined, 1);
  drop = async () => {
    await db.close();
    await database.drop();
  };
  const accountId = await addAccount(db);
  scope = await scopeOf(db, accountId);
  await db.execute(sql`insert into time_zone (name) values ('America/New_York'), ('America/Los_Angeles')`);
  done = await explainAll(db);
});
afterAll(() => drop());
beforeEach(async () => {
  campaign = await addCampaign(db, scope.accountId);
  // As after a load: nothing tells the planner how many there are.
  await addPlainLeads(db, campaign, leads);
});

const claim = (max: number, at = now) =>
  claimLeads(db, scope, { campaignIds: [campaign.campaignId], max, claimedBy: "dialer" }, at);

/** Changes the first nine of ten leads. */
const change = (set: Sql) =>
  db.execute(sql`
    update lead set ${set}
    where campaign_id = ${campaign.campaignId}
      and lead_id < (select min(lead_id) from lead where campaign_id = ${campaign.campaignId}) + ${leads * 0.9}
  `);

/** Runs the function, and returns the statements that read many rows, or scanned a table of leads. */
async function slow(run: () => Promise<unknown>): Promise<string[]> {
  done.length = 0;
  await run();
  expect(done.length).toBeGreaterThan(0);
  return done
    .filter(({ read, rows }) => rows > few || read.includes("lead") || read.includes("contact"))
    .map(({ statement, rows }) => `${rows} rows by ${statement.replace(/\s+/g, " ").slice(0, 300)}`);
}

test("the guard notices a statement that reads many leads through an index", async () => {
  const found = await slow(() =>
    db.query(sql`
      select from lead where account_id = ${scope.accountId} and campaign_id = ${campaign.campaignId} order by next_dial_time limit 1000
    `),
  );
  expect(found).toEqual([expect.stringContaining("1000 rows")]);
});

test("claims and completions read few leads, even once their statements are prepared", async () => {
  await refillCampaign(db, scope, campaign.campaignId, 0, now);
  const found = await slow(async () => {
    for (let i = 0; i < 8; i++) {
      expect(await claim(1)).toHaveLength(1);
      const claims = await claim(25);
      expect(claims).toHaveLength(25);
      for (const { claimId } of claims.slice(0, 2))
        await completeClaim(db, scope, { userId: null, name: "dialer" }, { claimId, systemDisposition: "BUSY" }, now);
    }
  });
  expect(found).toEqual([]);
});

// The planner then considers the table tiny, and every index that begins with the account costs the same.
test("claims read few leads, whichever tables were vacuumed but not analyzed", async () => {
  await refillCampaign(db, scope, campaign.campaignId, 0, now);
  for (const tables of ["held_number", "lead", "contact", "dial_queue", "claim", ""]) {
    await db.pool.query(`vacuum ${tables}`);
    const found = await slow(async () => {
      for (let i = 0; i < 8; i++) expect(await claim(3)).toHaveLength(3);
    });
    expect(found, tables).toEqual([]);
  }
});

test.each<[string, () => Sql]>([
  ["stopped", () => sql`lead_state = 'PAUSED'`],
  ["suppressed", () => sql`suppressed = true`],
  ["not due", () => sql`next_dial_time = ${new Date(now.getTime() + 3_600_000)}`],
  [
    "in a zone that is closed",
    () => sql`time_zone_id = (select time_zone_id from time_zone where name = 'America/Los_Angeles')`,
  ],
  ["reserved for an agent", () => sql`reserved_agent_id = 4711`],
  ["in a paused list", () => sql`list_id = list_id + 1000`],
])("claims read few leads if nine of ten at the front are %s", async (_what, set) => {
  await db.execute(sql`
    insert into lead_list (account_id, list_id, campaign_id, list_desc, list_state, uploaded_at, uploaded_by)
    values (${scope.accountId}, ${campaign.listId + 1000}, ${campaign.campaignId}, 'Paused', 'PAUSED', ${now}, 'test')
  `);
  await db.execute(sql`update campaign set wed_sched = '09002100' where campaign_id = ${campaign.campaignId}`);
  await change(set());
  // 09:00 in New York; in Los Angeles it is 6.
  const early = new Date("2026-07-01T13:00:00.000Z");
  await refillCampaign(db, scope, campaign.campaignId, 0, early);
  const found = await slow(async () => {
    for (let i = 0; i < 8; i++) expect(await claim(3, early)).toHaveLength(3);
  });
  expect(found).toEqual([]);
});

test("the first claim after a stop of the front refills the stale queue, and the next claims read few leads", async () => {
  await refillCampaign(db, scope, campaign.campaignId, 0, now);
  await change(sql`lead_state = 'PAUSED'`);
  expect(await slow(async () => expect(await claim(1)).toHaveLength(1))).not.toEqual([]);
  expect(await slow(async () => expect(await claim(1)).toHaveLength(1))).toEqual([]);
});
