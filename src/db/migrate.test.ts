import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dropDatabase, emptyDatabase } from "../../test/support/run-program.ts";
import { findAction } from "../leads/catalogue.ts";
import { readLead } from "../leads/lead-row.ts";
import { runAction } from "../leads/run-action.ts";
import { scopeOf } from "../leads/scope.ts";
import { connect, type Database } from "./database.ts";
import { migrate, migrationNames } from "./migrate.ts";
import { sql } from "./sql.ts";

let url: string;
let db: Database;

beforeAll(async () => {
  url = await emptyDatabase();
  db = connect(url, () => undefined);
});
afterAll(async () => {
  await db.close();
  await dropDatabase(url);
});

const stepsTaken = async () => (await db.one<{ count: number }>(sql`select count(*) from migration`)).count;

test("a database made by the first migration is brought up to date with what is in it", async () => {
  await migrate(url, 1);
  expect(await stepsTaken()).toBe(1);
  await db.execute(sql`insert into account (account_name, time_zone) values ('Old', 'America/Denver')`);
  await db.execute(sql`insert into dial_group (account_id, dial_group_name) values (1, 'Group')`);
  await db.execute(sql`insert into campaign (account_id, dial_group_id, campaign_name) values (1, 1, 'Campaign')`);
  await db.execute(sql`
    insert into lead_list (account_id, campaign_id, list_desc, uploaded_at, uploaded_by) values (1, 1, 'List', now(), 'ann')
  `);
  await db.execute(sql`insert into time_zone (name) values ('America/Denver')`);
  await db.execute(sql`
    insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id, lead_state, pass_count)
    values (1, 1, 1, now(), now(), 1, 'PAUSED', 2)
  `);
  await db.execute(sql`
    insert into contact (account_id, lead_id, phone, first_name, loaded_at) values (1, 1, '+14155550100', 'Petra', now())
  `);
  await db.execute(sql`
    insert into lead_action (account_id, action, status, criteria, params, matched, changed, requested_by, created_at, finished_at)
    values (1, 'PAUSE_LEADS', 'DONE', '{"leadIds": [1]}', '{}', 1, 1, 'ann', now(), now())
  `);
  await db.execute(sql`
    insert into lead_journal (account_id, action_id, lead_id, at, lead_state_before, lead_state_after)
    values (1, 1, 1, now(), 'READY', 'PAUSED')
  `);

  await migrate(url);

  const files = await readdir(join(import.meta.dirname, "../../migrations"));
  expect(await stepsTaken()).toBe(files.filter((file) => /^\d+_.*\.sql$/.test(file)).length);
  expect(await readLead(db, 1, 1)).toMatchObject({
    lead_state: "PAUSED",
    pass_count: 2,
    first_name: "Petra",
    phone: "+14155550100",
  });
  const request = { action: findAction("READY_LEADS"), criteria: { leadIds: [1] }, params: {}, allLeads: false };
  const record = await runAction(db, await scopeOf(db, 1), { userId: 1, name: "ann" }, request, new Date());
  expect(record).toMatchObject({ status: "DONE", changed: 1 });
  expect(await readLead(db, 1, 1)).toMatchObject({ lead_state: "READY" });
});

test("what was ambiguous is settled: for whom a lead is, and external ids that differ in case", async () => {
  const older = await emptyDatabase();
  const old = connect(older, () => undefined);
  try {
    const steps = await migrationNames();
    await migrate(older, steps.indexOf("0014_settings"));
    await old.execute(sql`insert into account (account_name) values ('Old')`);
    await old.execute(sql`insert into time_zone (name) values ('America/Denver')`);
    await old.execute(sql`
      insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id, lead_state, callback_at, callback_agent_id, reserved_agent_id)
      values (1, 1, 1, now(), now(), 1, 'AGENT-CALLBACK', now(), 5, 6), (1, 1, 1, now(), now(), 1, 'AGENT-CALLBACK', now(), 5, 5),
        (1, 1, 1, now(), now(), 1, 'READY', null, null, 6), (1, 1, 1, now(), now(), 1, 'CALLBACK', now(), null, 6)
    `);
    await old.execute(sql`
      insert into dnc_entry (account_id, extern_id, dnc_tag_id, reason, added_by, added_at, expires_at, action_id)
      values (1, 'crm-1', 0, 'until May', 'ann', now(), '2027-05-01', 3), (1, 'CRM-1', 0, 'for good', 'ann', now(), null, 4),
        (1, 'Crm-1', 7, 'under a tag', 'ann', now(), null, 5), (1, 'crm-2', 0, 'alone', 'ann', now(), null, 6)
    `);
    await migrate(older);
    expect(
      await old.query(sql`select callback_agent_id as agent, reserved_agent_id as reserved from lead order by lead_id`),
    ).toEqual([
      { agent: 5, reserved: null },
      { agent: 5, reserved: 5 },
      { agent: null, reserved: 6 },
      { agent: null, reserved: 6 },
    ]);
    expect(await old.query(sql`select reason, action_id as "actionId" from dnc_entry order by dnc_entry_id`)).toEqual([
      { reason: "for good", actionId: null },
      { reason: "under a tag", actionId: 5 },
      { reason: "alone", actionId: 6 },
    ]);
  } finally {
    await old.close();
    await dropDatabase(older);
  }
});

test("migrating twice, and by two at once, changes nothing more", async () => {
  const before = await stepsTaken();
  await Promise.all([migrate(url), migrate(url)]);
  expect(await stepsTaken()).toBe(before);
});
