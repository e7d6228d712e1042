import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstStart } from "../src/accounts/sign-in/first-start.ts";
import type { Database } from "../src/db/database.ts";
import { type Sql, sql } from "../src/db/sql.ts";
import { parsePhone } from "../src/geography/phones.ts";
import { callbackStates } from "../src/leads/state.ts";
import { testDatabase } from "../test/support/database.ts";
import { fillDemo } from "./fill.ts";

const now = new Date("2026-07-24T18:30:00Z");
const stores: Awaited<ReturnType<typeof testDatabase>>[] = [];
let db: Database;

async function filled(): Promise<Database> {
  const store = await testDatabase();
  stores.push(store);
  await firstStart(store.db, {
    LEADYARD_ADMIN_EMAIL: "admin@example.com",
    LEADYARD_ADMIN_PASSWORD: "a password of the demo",
    LEADYARD_CLIENT_ID: "client",
    LEADYARD_CLIENT_SECRET: "client-secret-of-the-demo",
  });
  expect(await fillDemo(store.db, "a password of the demo", now)).toBe(true);
  return store.db;
}

beforeAll(async () => {
  db = await filled();
});
afterAll(async () => {
  for (const store of stores) await store.drop();
});

async function count(what: Sql): Promise<number> {
  return (await db.one<{ count: number }>(sql`select count(*) as count from ${what}`)).count;
}

test("the demo has two dial groups, six campaigns, twelve lists, 20,000 leads, fourteen agents in two groups, and four users", async () => {
  const { rows } = await db.pool.query(`
    select (select count(*) from account) as accounts, (select count(*) from dial_group) as dial_groups,
      (select count(*) from campaign) as campaigns, (select count(*) from lead_list) as lists, (select count(*) from lead) as leads,
      (select count(*) from contact) as contacts, (select count(*) from agent_group) as agent_groups,
      (select count(*) from agent) as agents, (select count(*) from account_role) as users`);
  expect(rows).toEqual([
    {
      accounts: 1,
      dial_groups: 2,
      campaigns: 6,
      lists: 12,
      leads: 20_000,
      contacts: 20_000,
      agent_groups: 2,
      agents: 14,
      users: 4,
    },
  ]);
  const modes = await db.query(sql`select dial_mode from dial_group order by dial_group_id`);
  expect(modes).toEqual([{ dial_mode: "PREDICTIVE" }, { dial_mode: "PREVIEW" }]);
});

test("a second fill adds nothing", async () => {
  expect(await fillDemo(db, "password", new Date(now.getTime() + 1000))).toBe(false);
  expect(await count(sql`lead`)).toBe(20_000);
});

test("the same moment gives the same leads", async () => {
  const sums = (of: Database) =>
    of.one(sql`
      select (select md5(string_agg(lead::text, '' order by lead_id)) from lead) as leads,
        (select md5(string_agg(contact::text, '' order by lead_id)) from contact) as contacts,
        (select md5(string_agg(pass::text, '' order by pass_id)) from pass) as passes,
        (select md5(string_agg(dnc_entry::text, '' order by dnc_entry_id)) from dnc_entry) as dnc`);
  expect(await sums(await filled())).toEqual(await sums(db));
});

test("every lead is in a list of its own campaign, in the one account", async () => {
  const settled = sql`lead
    join lead_list on lead_list.account_id = lead.account_id and lead_list.list_id = lead.list_id and lead_list.campaign_id = lead.campaign_id
    join campaign on campaign.account_id = lead.account_id and campaign.campaign_id = lead.campaign_id
    join contact on contact.account_id = lead.account_id and contact.lead_id = lead.lead_id`;
  expect(await count(settled)).toBe(20_000);
  const miscounted = sql`lead_list
    where leads_inserted <> (select count(*) from lead where lead.account_id = lead_list.account_id and lead.list_id = lead_list.list_id)`;
  expect(await count(miscounted)).toBe(0);
});

test("every phone is valid, fictional, and used once", async () => {
  const phones = await db.query<{ phone: string }>(
    sql`select phone from contact union all select phone from lead_phone union all select phone from dnc_entry
      where phone is not null and phone not in (select phone from contact union all select phone from lead_phone)`,
  );
  const odd = phones.filter(
    ({ phone }) =>
      parsePhone(phone.slice(2), "USA") !== phone ||
      !parsePhoneNumberFromString(phone)?.isValid() ||
      !/^\+1\d{3}55501\d\d$/.test(phone),
  );
  expect(odd).toEqual([]);
  expect(new Set(phones.map(({ phone }) => phone)).size).toBe(phones.length);
});

// Written independently of the code under test, from a map.
const states: Record<string, string> = {
  Eastern: "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC TN VA VT WV",
  Central: "AL AR FL IA IL IN KS KY LA MI MN MO MS ND NE OK SD TN TX WI",
  Mountain: "AZ CO ID KS MT ND NE NM NV OR SD TX UT WY",
  Pacific: "CA ID NV OR WA",
  Alaska: "AK",
  Hawaii: "HI AK",
};

test("every lead's time zone belongs to its state, and all zones and states are covered", async () => {
  const places = await db.query<{ state: string; zone: string }>(sql`
    select distinct contact.state, time_zone.name as zone
    from lead join contact using (account_id, lead_id) join time_zone using (time_zone_id)`);
  const clock = (timeZone: string) => {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longGeneric" }).formatToParts(now);
    return parts.find(({ type }) => type === "timeZoneName")?.value.split(/[ -]/)[0] ?? timeZone;
  };
  const seen = places.map(({ state, zone }) => ({ state, zone, clock: clock(zone) }));
  expect(seen.filter((place) => !states[place.clock]?.split(" ").includes(place.state))).toEqual([]);
  expect(new Set(seen.map((place) => place.clock))).toEqual(new Set(Object.keys(states)));
  expect(new Set(seen.map(({ state }) => state)).size).toBe(51);
});

test("a lead has a callback exactly when it is in a callback state; some are due, some upcoming, some for any agent", async () => {
  expect(
    await count(sql`lead where (callback_at is not null) <> (lead_state = any (${callbackStates}::lead_state[]))`),
  ).toBe(0);
  expect(await count(sql`lead where callback_agent_id is not null and callback_at is null`)).toBe(0);
  const wrong = sql`lead where (lead_state = 'CALLBACK') <> (callback_at is not null and callback_agent_id is null)
    or (lead_state = 'AGENT-CALLBACK' and callback_at > ${now}) or (lead_state = 'PENDING-CALLBACK' and callback_at <= ${now})`;
  expect(await count(wrong)).toBe(0);
  for (const some of [
    sql`lead_state = 'AGENT-CALLBACK'`,
    sql`lead_state = 'PENDING-CALLBACK'`,
    sql`lead_state = 'CALLBACK' and callback_at <= ${now}`,
    sql`lead_state = 'CALLBACK' and callback_at > ${now}`,
  ])
    expect(await count(sql`lead where ${some}`)).toBeGreaterThan(3);
});

test("a lead's counters match its passes", async () => {
  const differing = await db.query(sql`
    select lead.lead_id, lead.pass_count, lead.dial_count, passes.* from lead
    cross join lateral (
      select count(*) as passes, count(*) filter (where system_disposition <> 'MANUAL_PASS') as dials,
        coalesce(max(pass_number), 0) as last_number, max(passed_at) as last_at,
        count(*) filter (where (passed_at at time zone 'America/New_York')::date = lead.daily_pass_on) as of_day,
        (array_agg(pass order by passed_at desc))[1] as last
      from pass where pass.account_id = lead.account_id and pass.lead_id = lead.lead_id and pass.campaign_id = lead.campaign_id
    ) as passes
    where lead.pass_count <> passes or lead.dial_count <> dials or lead.pass_count <> last_number
      or lead.last_pass_at is distinct from last_at or lead.daily_pass_count <> of_day
      or lead.daily_pass_on is distinct from (last_at at time zone 'America/New_York')::date
      or lead.last_system_disposition is distinct from (last).system_disposition
      or lead.last_agent_disposition is distinct from (last).agent_disposition
      or lead.last_agent_id is distinct from (last).agent_id
    limit 3`);
  expect(differing).toEqual([]);
  expect(await count(sql`pass`)).toBeGreaterThan(30_000);
});

test("passes follow the rules: within calling hours and caps, after loading, not in the future, by agents of the dial group", async () => {
  const days = sql`(array[mon_sched, tue_sched, wed_sched, thu_sched, fri_sched, sat_sched, sun_sched])`;
  const odd = sql`pass
    join campaign on campaign.account_id = pass.account_id and campaign.campaign_id = pass.campaign_id
    join lead on lead.account_id = pass.account_id and lead.lead_id = pass.lead_id
    join contact on contact.account_id = pass.account_id and contact.lead_id = pass.lead_id
    join time_zone using (time_zone_id)
    cross join lateral (select call_start at time zone time_zone.name as begun) as local
    cross join lateral (select ${days}[extract(isodow from begun)::int] as hours) as window_of_day
    where system_disposition <> 'MANUAL_PASS' and (
      to_char(begun, 'HH24MI') < left(hours, 4) or to_char(begun, 'HH24MI') >= right(hours, 4)
      or call_start < contact.loaded_at or passed_at > ${now} or passed_at < call_start
      or (campaign.end_date is not null and passed_at > campaign.end_date)
      or (agent_id is not null and not exists (select from dial_group_agent member where member.account_id = pass.account_id
        and member.agent_id = pass.agent_id and member.dial_group_id = campaign.dial_group_id))
      or (agent_disposition is not null and not exists (select from disposition where disposition.account_id = pass.account_id
        and disposition.campaign_id = pass.campaign_id and disposition.disposition_name = pass.agent_disposition))
      or (system_disposition <> 'ANSWER' and agent_disposition is not null))`;
  expect(await count(odd)).toBe(0);
  const overdone = sql`lead join campaign using (account_id, campaign_id)
    where (max_daily_passes > 0 and daily_pass_count > max_daily_passes and last_system_disposition <> 'MANUAL_PASS')
      or (max_dial_limit > 0 and dial_count > max_dial_limit) or (lead_state = 'MAX-DIAL-LIMIT' and dial_count <> max_dial_limit)
      or (lead_state = 'READY' and dial_count = max_dial_limit)`;
  expect(await count(overdone)).toBe(0);
});

test("the last pass decides a lead's state unless an action does", async () => {
  const { rows } = await db.pool.query(`
    select distinct lead_state, last_system_disposition, is_complete, is_requeued, do_not_call
    from lead left join disposition on disposition.account_id = lead.account_id and disposition.campaign_id = lead.campaign_id
      and disposition_name = last_agent_disposition
    where lead_state not in ('CANCELLED', 'PAUSED', 'MAX-DIAL-LIMIT') and last_system_disposition is distinct from 'MANUAL_PASS'`);
  const odd = rows.filter((row) => {
    const open = ["READY", ...callbackStates].includes(row.lead_state);
    if (row.last_system_disposition === "INTERCEPT") return row.lead_state !== "INTERCEPT";
    if (row.last_system_disposition === "DISCONNECT") return row.lead_state !== "DISCONNECTED";
    if (row.last_system_disposition !== "ANSWER") return row.lead_state !== "READY";
    if (row.do_not_call) return row.lead_state !== "DO-NOT-CALL";
    return row.is_requeued ? !open : row.lead_state !== "COMPLETE";
  });
  expect(odd).toEqual([]);
});

test("every do-not-call lead is on the do-not-call list", async () => {
  const unlisted = sql`lead join contact using (account_id, lead_id)
    where lead_state = 'DO-NOT-CALL' and not exists (
      select from dnc_entry where dnc_entry.account_id = lead.account_id and dnc_entry.phone = contact.phone)`;
  expect(await count(unlisted)).toBe(0);
  expect(await count(sql`lead where lead_state = 'DO-NOT-CALL'`)).toBeGreaterThan(100);
});

test("the manager's actions are recorded: leads canceled, paused, suppressed, reserved, and passed manually", async () => {
  const actions = await db.query<{ action: string; changed: number }>(
    sql`select action, changed, requested_by from lead_action order by action_id`,
  );
  expect(actions).toEqual(
    ["CANCEL_LEADS", "PAUSE_LEADS", "SUPPRESS_LEADS", "AGENT_RESERVATION", "MANUAL_LEADS"].map((action) => ({
      action,
      changed: expect.any(Number),
      requested_by: "manager@example.com",
    })),
  );
  for (const { changed } of actions) expect(changed).toBeGreaterThan(10);
  expect(await count(sql`lead where suppressed`)).toBe(actions[2]?.changed);
  expect(await count(sql`lead where reserved_agent_id is not null`)).toBe(actions[3]?.changed);
});
