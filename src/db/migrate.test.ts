import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testSecrets } from "../../test/support/database.ts";
import { dropDatabase, emptyDatabase } from "../../test/support/run-program.ts";
import { chainEnds, verifyChains } from "../accounts/audit/audit-chain.ts";
import { isOpen } from "../dialer/claims/claim-status.ts";
import { findAction } from "../leads/catalogue.ts";
import { acceptUndo } from "../leads/engine/accept-action.ts";
import { readAction } from "../leads/engine/action-record.ts";
import { runAction, workOnAction } from "../leads/engine/work-on-action.ts";
import { openDownload } from "../leads/export/download.ts";
import { linkPath } from "../leads/export/link.ts";
import { readHistory } from "../leads/history.ts";
import { readLead } from "../leads/lead-row.ts";
import { scopeOf } from "../leads/search/scope.ts";
import { readTouchedLeads } from "../leads/touched-leads.ts";
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

test("a database from the first migration is migrated with its data", async () => {
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

  await db.execute(sql`
    insert into audit (account_id, user_name, action_type, entity, entity_id, description)
    values (1, 'ann', 'CREATE', 'Campaign', 1, 'Campaign'), (1, 'ann', 'UPDATE', 'Campaign', 1, 'Campaign')
  `);
  await migrate(url);
  expect(await verifyChains(db)).toEqual([]);
  expect(await chainEnds(db)).toMatchObject([{ accountId: 1, count: 2 }]);

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

test("a large action from a version with one journal row per lead shows in histories, and can be undone and redone", async () => {
  const oldUrl = await emptyDatabase();
  const old = connect(oldUrl, () => undefined);
  try {
    const before = (await migrationNames()).indexOf("0015_batch_journal");
    await migrate(oldUrl, before);
    await old.execute(sql`insert into account (account_name, time_zone) values ('Old', 'America/Denver')`);
    await old.execute(sql`insert into dial_group (account_id, dial_group_name) values (1, 'Group')`);
    await old.execute(sql`insert into campaign (account_id, dial_group_id, campaign_name) values (1, 1, 'Campaign')`);
    await old.execute(sql`
      insert into lead_list (account_id, campaign_id, list_desc, uploaded_at, uploaded_by) values (1, 1, 'List', now(), 'ann')
    `);
    await old.execute(sql`insert into time_zone (name) values ('America/Denver')`);
    const was = sql`case when n % 2 = 0 then 'COMPLETE'::lead_state else 'READY' end`;
    await old.execute(sql`
      insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id, lead_state, suppressed, suppression_reason)
      select 1, 1, 1, now(), now(), 1, case when n = 7 then 'INTERCEPT'::lead_state else 'PAUSED' end, true, 'in court'
      from generate_series(1, 5000) as n
    `);
    await old.execute(sql`
      insert into contact (account_id, lead_id, phone, loaded_at)
      select 1, lead_id, '+1' || (4155550000 + lead_id), now() from lead
    `);
    await old.execute(sql`
      insert into lead_action (account_id, action, status, criteria, params, settled, matched, changed, requested_by, created_at, planned_at,
        finished_at)
      values (1, 'PAUSE_LEADS', 'DONE', '{"campaignIds": [1]}', '{}', '{}', 5000, 5000, 'ann', now(), now(), now())
    `);
    await old.execute(sql`
      insert into lead_journal (account_id, action_id, lead_id, at, bulk, lead_state_before, lead_state_after, suppression_reason_before,
        suppression_reason_after)
      select 1, 1, n, now(), true, ${was}, 'PAUSED', 'ill', 'in court' from generate_series(1, 5000) as n
    `);

    await migrate(oldUrl);

    const states = async () =>
      await old.query(sql`select lead_state as state, count(*) from lead where account_id = 1 group by 1 order by 1`);
    const actions = async () => {
      const { events } = await readHistory(old, 1, 4000, { limit: 10, newestFirst: false });
      return events.filter(({ kind }) => kind === "ACTION");
    };
    expect((await actions()).map(({ id, details }) => [id, details.before])).toEqual([
      [1, { leadState: "COMPLETE", suppressionReason: "ill" }],
    ]);
    expect(await readTouchedLeads(old, 1, 1, { after: 4998, limit: 10 })).toMatchObject([
      { leadId: 4999, before: { leadState: "READY" } },
      { leadId: 5000, before: { leadState: "COMPLETE" } },
    ]);
    const undo = async (actionId: number) => {
      const record = await acceptUndo(old, 1, { userId: 1, name: "ann" }, actionId, undefined, new Date());
      await workOnAction(old, 1, record.actionId, new AbortController().signal);
      return await readAction(old, 1, record.actionId);
    };
    const undone = await undo(1);
    expect(undone).toMatchObject({ matched: 5000, changed: 4999, skipped: [{ reason: "changed since", count: 1 }] });
    const first = [
      { state: "READY", count: 2499 },
      { state: "COMPLETE", count: 2500 },
      { state: "INTERCEPT", count: 1 },
    ];
    expect(await states()).toEqual(first);
    const redone = await undo(undone.actionId);
    expect(redone).toMatchObject({ matched: 4999, changed: 4999, skipped: [] });
    await undo(redone.actionId);
    expect(await states()).toEqual(first);
    const request = { action: findAction("DELETE_LEADS"), criteria: { leadIds: [4000] }, params: {}, allLeads: false };
    await runAction(old, await scopeOf(old, 1), { userId: 1, name: "ann" }, request, new Date());
    expect(await actions()).toHaveLength(5);
    expect(JSON.stringify(await actions())).not.toMatch(/ill|in court/);
  } finally {
    await old.close();
    await dropDatabase(oldUrl);
  }
}, 60_000);

test("migrations resolve conflicting agents of a lead, and external ids that differ only in case", async () => {
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

test("migrating twice, or concurrently, changes nothing more", async () => {
  const before = await stepsTaken();
  await Promise.all([migrate(url), migrate(url)]);
  expect(await stepsTaken()).toBe(before);
});

test("open claims stay open, and clients' settings for caller ID, page and wrap-up time take effect", async () => {
  const old = await emptyDatabase();
  const before = connect(old, () => undefined);
  try {
    await migrate(old, 11);
    await before.execute(sql`insert into account (account_name) values ('Old')`);
    await before.execute(sql`insert into dial_group (account_id, dial_group_name) values (1, 'Group')`);
    const settings = [
      { callerId: "4155550100", appUrl: "https://crm.example.com", dispositionTimeout: 90, recordCall: 1 },
      { callerId: 4155550101, appUrl: "", dispositionTimeout: "soon" },
      { dispositionTimeout: -1, callerId: null },
      { recordCall: 2 },
    ];
    for (const one of settings)
      await before.execute(sql`
        insert into campaign (account_id, dial_group_id, campaign_name, settings) values (1, 1, 'Campaign', ${JSON.stringify(one)})
      `);
    await before.execute(sql`
      insert into claim (account_id, lead_id, campaign_id, phone, status, claimed_at, claimed_by, lease_expires_at)
      select 1, lead_id, 1, '+14155550100', status, now(), 'ann', now() from unnest(array['PENDING', 'ACTIVE', 'DONE']) with ordinality as claim (status, lead_id)
    `);
    await migrate(old);
    expect(
      await before.query(sql`
        select caller_id, app_url, disposition_timeout as timeout, settings from campaign order by campaign_id
      `),
    ).toEqual([
      { caller_id: "4155550100", app_url: "https://crm.example.com", timeout: 90, settings: { recordCall: 1 } },
      { caller_id: "4155550101", app_url: null, timeout: 60, settings: {} },
      { caller_id: null, app_url: null, timeout: 60, settings: {} },
      { caller_id: null, app_url: null, timeout: 60, settings: { recordCall: 2 } },
    ]);
    expect(await before.query(sql`select status from claim where ${isOpen} order by claim_id`)).toEqual([
      { status: "PENDING" },
      { status: "ACTIVE" },
    ]);
    // Their numbers are held; where two claims had the same number, the first one holds it.
    expect(await before.query(sql`select phone, claim_id from held_number`)).toEqual([
      { phone: "+14155550100", claim_id: 1 },
    ]);
  } finally {
    await before.close();
    await dropDatabase(old);
  }
});

test("finished export files stay identical to the byte, and unfinished ones are written again", async () => {
  const oldUrl = await emptyDatabase();
  const old = connect(oldUrl, () => undefined, 16, testSecrets);
  try {
    await migrate(oldUrl, (await migrationNames()).indexOf("0017_resumed_exports"));
    await old.execute(sql`insert into account (account_name) values ('Old')`);
    const file = randomBytes(2 * 262_144 + 1000);
    await old.execute(sql`
      insert into archive (account_id, requested_by, recipients, created_at, expires_at, written_at, file_name, lead_count, byte_count)
      values (1, 'ann', '{}', now(), now(), now(), 'leads.zip', 1, ${file.length}), (1, 'ann', '{}', now(), now(), null, null, null, null)
    `);
    for (const archiveId of [1, 2])
      for (const number of [0, 1, 2])
        await old.execute(sql`
          insert into archive_chunk (account_id, archive_id, chunk_number, bytes)
          values (1, ${archiveId}, ${number}, ${file.subarray(number * 262_144, (number + 1) * 262_144)})
        `);
    await migrate(oldUrl);
    const token = (await linkPath(old, 1, 1, new Date("2100-01-01"))).split("/").at(-1) ?? "";
    const download = await openDownload(old, token, new Date(), true);
    expect((await buffer(download.content())).equals(file)).toBe(true);
    expect((await buffer(download.content(262_143, 524_288))).equals(file.subarray(262_143, 524_289))).toBe(true);
    expect(await old.query(sql`select from archive_chunk where archive_id = 2`)).toEqual([]);
  } finally {
    await old.close();
    await dropDatabase(oldUrl);
  }
});
