import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../../test/support/database-server.ts";
import { explainAll, type PlannedStatement } from "../../../test/support/explain.ts";
import { addAccount, addCampaign, addPlainLeads, type TestCampaign } from "../../../test/support/leads.ts";
import { connect, type Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { stoppedLeads } from "../binding.ts";
import { findAction } from "../catalogue.ts";
import { acceptAction, acceptUndo } from "../engine/accept-action.ts";
import { type ActionRecord, readAction } from "../engine/action-record.ts";
import { workOnAction } from "../engine/work-on-action.ts";
import { readHistory } from "../history.ts";
import type { Criteria } from "./criteria.ts";
import { scopeOf } from "./scope.ts";
import { findLeads, searchLeads } from "./search.ts";

// Tables whose rows are as many as the leads, or more. To read one of them from end to end is what no statement for a
// few leads may do.
const large = ["lead", "contact", "lead_phone", "lead_journal", "journal_batch", "pass"];
const leads = 50_000;
const now = new Date("2026-07-01T15:00:00.000Z");
const caller = { userId: 1, name: "ann@example.com" };

let db: Database;
let drop: () => Promise<void>;
let accountId: number;
let crowded: TestCampaign;
let small: TestCampaign;
let smallIds: number[];
/** Statements as the server carried them out, in order. */
let done: PlannedStatement[] = [];

beforeAll(async () => {
  // Transactions of other databases keep old versions of rows alive too, and an update then has no room in place.
  const server = await startTestServer();
  // One connection, so that all statements are seen, and what it counts can be asked for.
  db = connect(server.templateUrl, () => undefined, 1);
  drop = async () => {
    await db.close();
    await server.stop();
  };
  accountId = await addAccount(db);
  crowded = await addCampaign(db, accountId);
  small = await addCampaign(db, accountId, crowded.dialGroupId);
  await addPlainLeads(db, crowded, leads - 6000);
  smallIds = await addPlainLeads(db, small, 6000);
  await db.execute(sql`update contact set extern_id = 'ext-' || lead_id, phone = '+1' || (2015550000 + lead_id)`);
  await db.execute(sql`
    insert into lead_phone (account_id, lead_id, position, phone)
    select account_id, lead_id, 2, '+1' || (3015550000 + lead_id) from lead where lead_id % 5 = 0
  `);
  await db.execute(sql`
    insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, phone)
    select account_id, lead_id, campaign_id, 1, ${now}, 'BUSY', '+12015550000' from lead where lead_id % 2 = 0
  `);
  // What large actions on other leads have left in the journal.
  await db.execute(sql`
    with made as (
      insert into lead_action (account_id, action, status, criteria, params, requested_by, created_at, finished_at, planned_at)
      select ${accountId}, 'PAUSE_LEADS', 'DONE', '{}', '{}', 'ann', ${now}, ${now}, ${now} from generate_series(1, 3)
      returning account_id, action_id
    )
    insert into journal_batch (account_id, action_id, first_lead_id, last_lead_id, at, lead_ids, lead_state_before, lead_state_after)
    select account_id, action_id, 1000000 + batch * 10, 1000009 + batch * 10, ${now},
      array(select 1000000 + batch * 10 + n from generate_series(0, 9) as n), array_fill('READY'::lead_state, array[10]), 'PAUSED'
    from made, generate_series(1, 1000) as batch
  `);
  await db.pool.query("vacuum (analyze)");
  done = await explainAll(db);
});
afterAll(() => drop());

/** Runs it, and answers the statements that read a large table from end to end. */
async function slow(run: () => Promise<unknown>): Promise<string[]> {
  done.length = 0;
  await run();
  expect(done.length).toBeGreaterThan(0);
  return done
    .filter(({ read }) => read.some((table) => large.includes(table)))
    .map(({ statement, read }) => `${read.join(", ")} by ${statement.replace(/\s+/g, " ").slice(0, 300)}`);
}

async function accept(name: string, criteria: Criteria, inline?: number): Promise<ActionRecord> {
  const request = {
    action: findAction(name),
    criteria,
    params: {},
    allLeads: false,
    ...(inline === undefined ? {} : { inline }),
  };
  return await acceptAction(db, await scopeOf(db, accountId), caller, request, now);
}

/** Works on a large action until it is done, and answers how many leads it changed. */
async function work({ status, actionId }: ActionRecord): Promise<number> {
  expect(status).toBe("RUNNING");
  await workOnAction(db, accountId, actionId, new AbortController().signal);
  return (await readAction(db, accountId, actionId)).changed;
}

test("the guard sees a statement that reads all leads", async () => {
  const found = await slow(() => db.query(sql`select from lead where pass_count = 7`));
  expect(found).toEqual([expect.stringContaining("pass_count = 7")]);
});

test.each<[string, () => Criteria]>([
  ["an external id", () => ({ externIds: [`ext-${smallIds[5]}`] })],
  ["several external ids", () => ({ externIds: smallIds.slice(0, 50).map((id) => `ext-${id}`) })],
  ["a phone", () => ({ leadPhoneNumbers: [`+1${2015550000 + (smallIds[5] as number)}`] })],
  ["several phones", () => ({ leadPhoneNumbers: smallIds.slice(0, 50).map((id) => `+1${2015550000 + id}`) })],
  ["a lead id", () => ({ leadIds: smallIds.slice(0, 1) })],
  ["several lead ids", () => ({ leadIds: smallIds.slice(0, 50) })],
])("a search by %s goes by index, and so does an action, also once they are prepared", async (_what, criteria) => {
  const scope = await scopeOf(db, accountId);
  const found = await slow(async () => {
    for (let i = 0; i < 12; i++) {
      expect((await searchLeads(db, scope, criteria(), 1, 100)).leads).not.toEqual([]);
      expect((await accept(i % 2 === 0 ? "PAUSE_LEADS" : "CANCEL_LEADS", criteria())).changed).toBeGreaterThan(0);
    }
  });
  expect(found).toEqual([]);
});

test("the first page of a campaign reads that page, whether it has few of the leads or nearly all", async () => {
  const scope = await scopeOf(db, accountId);
  const page = { descending: false, limit: 100 };
  const found = await slow(async () => {
    for (const { campaignId } of [crowded, small])
      expect(await findLeads(db, scope, { campaignIds: [campaignId] }, page)).toHaveLength(100);
  });
  expect(found).toEqual([]);
});

test("large actions and their undos find each batch by index, and update leads in place without touching an index", async () => {
  const before = await updates();
  const changed: number[] = [];
  const found = await slow(async () => {
    const action = await accept("CANCEL_LEADS", { campaignIds: [small.campaignId] });
    changed.push(await work(action));
    changed.push(await work(await acceptUndo(db, accountId, caller, action.actionId, undefined, now)));
  });
  expect(found).toEqual([]);
  expect(Math.min(...changed)).toBeGreaterThan(5000);
  const after = await updates();
  const all = after.all - before.all;
  expect(all).toBe((changed[0] as number) + (changed[1] as number));
  // A page whose room is used up takes a row's next version elsewhere, once in a while.
  expect((after.inPlace - before.inPlace) / all).toBeGreaterThan(0.97);
});

test("the history of a lead uses indexes, even for large actions", async () => {
  await work(await accept("SUPPRESS_LEADS", { campaignIds: [crowded.campaignId] }));
  await db.pool.query("analyze journal_batch");
  const leadId = smallIds[3] as number;
  const page = { limit: 100, newestFirst: false };
  const found = await slow(async () => {
    const { events } = await readHistory(db, accountId, leadId, page);
    expect(events.length).toBeGreaterThan(1);
  });
  expect(found).toEqual([]);
});

test("a claim checks its leads against running stops by index", async () => {
  await accept(
    "PAUSE_LEADS",
    { campaignIds: [small.campaignId], externIds: smallIds.slice(0, 3000).map((id) => `ext-${id}`) },
    0,
  );
  const scope = await scopeOf(db, accountId);
  const candidates = smallIds.slice(2990, 3010);
  const found = await slow(() =>
    db.transaction(async (tx) => {
      const stopped = await stoppedLeads(tx, scope);
      const left = await tx.query(sql`
        select lead_id from lead
        where account_id = ${accountId} and lead_id = any (${candidates}::bigint[]) and not (${stopped})
      `);
      expect(left).toHaveLength(10);
    }),
  );
  expect(found).toEqual([]);
});

/** Updates of leads so far, and how many of them were heap-only. */
async function updates(): Promise<{ all: number; inPlace: number }> {
  await db.query(sql`select pg_stat_force_next_flush()`);
  return await db.one(sql`
    select n_tup_upd as all, n_tup_hot_upd as "inPlace" from pg_stat_user_tables where relname = 'lead'
  `);
}
