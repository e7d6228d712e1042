import { expect, test } from "vitest";
import { journalOf, leadColumns, now, testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";
import { addCampaign, addLeads } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";

const at = testAccount();
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const passed = {
  pass_count: 1,
  daily_pass_count: 1,
  // 11 o'clock in New York, the account's zone
  daily_pass_on: "2026-07-01",
  last_pass_at: now,
  last_system_disposition: "MANUAL_PASS",
  last_agent_disposition: "Spoke",
  last_agent_id: null,
};

actionTable(at, "MANUAL_LEADS", [
  {
    title: "without REQUEUE the lead becomes complete",
    lead: {},
    params: { PASS_DISPOSITION: "Spoke" },
    after: { ...passed, lead_state: "COMPLETE" },
  },
  {
    title: "REQUEUE makes it ready after the campaign's pass delay",
    lead: { lead_state: "ACTIVE" },
    params: { PASS_DISPOSITION: "Spoke", REQUEUE: true },
    after: { ...passed, lead_state: "READY", next_dial_time: inMinutes(60) },
  },
  {
    title: "PASS_DELAY is in minutes and may be text",
    lead: {},
    params: { PASS_DISPOSITION: "Spoke", REQUEUE: "true", PASS_DELAY: "90" },
    after: { ...passed, next_dial_time: inMinutes(90) },
  },
  {
    title: "passes and today's passes add up",
    lead: { pass_count: 3, daily_pass_count: 2, daily_pass_on: "2026-07-01", last_agent_id: 9 },
    params: { PASS_DISPOSITION: "Spoke", REQUEUE: false },
    after: { ...passed, lead_state: "COMPLETE", pass_count: 4, daily_pass_count: 3 },
  },
  {
    title: "a new day counts from one",
    lead: { pass_count: 3, daily_pass_count: 2, daily_pass_on: "2026-06-30" },
    params: { PASS_DISPOSITION: "Spoke" },
    after: { ...passed, lead_state: "COMPLETE", pass_count: 4, daily_pass_count: 1 },
  },
  {
    title: "DO_NOT_CALL makes the lead do-not-call, whatever REQUEUE says",
    lead: { lead_state: "CALLBACK", callback_at: now },
    params: { PASS_DISPOSITION: "Spoke", REQUEUE: true, DO_NOT_CALL: true },
    after: { ...passed, lead_state: "DO-NOT-CALL", callback_at: null },
    callbacksDeleted: 1,
  },
  {
    title: "a transitioned lead is skipped",
    lead: { lead_state: "TRANSITIONED" },
    params: { PASS_DISPOSITION: "Spoke" },
    skipped: "in state TRANSITIONED",
  },
]);

test("MANUAL_LEADS does not count a disposition that the campaign excludes", async () => {
  for (const excluded of ["MANUAL_PASS", "busy,spoke"]) {
    const campaign = await addCampaign(at.db, at.accountId);
    await at.db.execute(
      sql`update campaign set max_passes_exclude = ${excluded} where campaign_id = ${campaign.campaignId}`,
    );
    const [leadId] = (await addLeads(at.db, campaign, [{ pass_count: 2 }])) as [number];
    await at.run("MANUAL_LEADS", { leadIds: [leadId] }, { PASS_DISPOSITION: "Spoke" });
    expect(await leadColumns(at.db, leadId)).toMatchObject({
      pass_count: 2,
      daily_pass_count: 0,
      last_agent_disposition: "Spoke",
    });
    expect(await passesOf(leadId)).toMatchObject([{ pass_number: 3 }]);
  }
});

test("MANUAL_LEADS records the pass on the lead, numbered after earlier passes", async () => {
  const [leadId] = (await addLeads(at.db, at.campaign, [{ pass_count: 2, phone: "+14155550199" }])) as [number];
  const { actionId: id } = await at.run("MANUAL_LEADS", { leadIds: [leadId] }, { PASS_DISPOSITION: "Spoke" });
  expect(await passesOf(leadId)).toEqual([
    {
      pass_number: 3,
      passed_at: now,
      system_disposition: "MANUAL_PASS",
      agent_disposition: "Spoke",
      phone: "+14155550199",
      action_id: id,
    },
  ]);
});

test("MERGE_ORIGINAL records and counts the passes of copies on their original, and changes the state of the copies", async () => {
  const [original] = (await addLeads(at.db, at.campaign, [{ lead_state: "PAUSED", pass_count: 5 }])) as [number];
  const copies = await addLeads(at.db, at.target, [
    { original_lead_id: original },
    { original_lead_id: original },
    { original_lead_id: 999_999 },
  ]);
  const { actionId: id, changed } = await at.run(
    "MANUAL_LEADS",
    { leadIds: copies },
    { PASS_DISPOSITION: "Spoke", MERGE_ORIGINAL: true },
  );
  expect(changed).toBe(3);
  expect(await leadColumns(at.db, original)).toMatchObject({
    lead_state: "PAUSED",
    pass_count: 7,
    last_agent_disposition: "Spoke",
  });
  expect((await passesOf(original)).map((pass) => pass.pass_number)).toEqual([6, 7]);
  for (const copy of copies.slice(0, 2)) {
    expect(await leadColumns(at.db, copy)).toMatchObject({
      lead_state: "COMPLETE",
      pass_count: 0,
      last_agent_disposition: null,
    });
  }
  // An original that is gone leaves the pass with the copy.
  expect(await leadColumns(at.db, copies[2] as number)).toMatchObject({ lead_state: "COMPLETE", pass_count: 1 });
  expect(
    (await journalOf(at.db, id)).map(({ lead_id, pass_count_before, pass_count_after }) => [
      lead_id,
      pass_count_before,
      pass_count_after,
    ]),
  ).toEqual([
    [original, 5, 7],
    [copies[0], null, null],
    [copies[1], null, null],
    [copies[2], 0, 1],
  ]);
});

test("DO_NOT_CALL puts every phone of the lead on the do-not-call list, once", async () => {
  const leads = await addLeads(at.db, at.campaign, [
    { phone: "+12025550101", morePhones: ["+12025550102"], extern_id: "dnc-1" },
    { phone: "+12025550101", extern_id: "dnc-2" },
  ]);
  const { actionId: id } = await at.run(
    "MANUAL_LEADS",
    { leadIds: leads },
    { PASS_DISPOSITION: "Stop calling", DO_NOT_CALL: true },
  );
  expect(await barredBy(id)).toEqual([
    { phone: "+12025550101", extern_id: null, reason: "Stop calling", added_by: "ann@example.com" },
    { phone: "+12025550102", extern_id: null, reason: "Stop calling", added_by: "ann@example.com" },
  ]);
});

test("DO_NOT_CALL lists the external id if the criteria named it, and only for leads that changed", async () => {
  await addLeads(at.db, at.campaign, [{ extern_id: "dnc-3" }, { extern_id: "dnc-4", lead_state: "TRANSITIONED" }]);
  const { actionId: id } = await at.run(
    "MANUAL_LEADS",
    { externIds: ["dnc-3", "dnc-4"] },
    { PASS_DISPOSITION: "Stop", DO_NOT_CALL: "true" },
  );
  expect(await barredBy(id)).toEqual([
    { phone: null, extern_id: "dnc-3", reason: "Stop", added_by: "ann@example.com" },
  ]);
});

test("MANUAL_LEADS refuses a missing disposition and a negative delay", async () => {
  await expect(at.run("MANUAL_LEADS", { leadIds: [1] }, {})).rejects.toThrow(
    "leadActionParams.paramMap.PASS_DISPOSITION is missing",
  );
  await expect(at.run("MANUAL_LEADS", { leadIds: [1] }, { PASS_DISPOSITION: "x", PASS_DELAY: -1 })).rejects.toThrow(
    "PASS_DELAY is -1; it takes a whole number from 0 to 525600",
  );
});

const passesOf = (leadId: number) =>
  at.db.query<Record<string, unknown>>(sql`
    select pass_number, passed_at, system_disposition, agent_disposition, phone, action_id from pass where lead_id = ${leadId} order by pass_number
  `);

const barredBy = (actionId: number) =>
  at.db.query(
    sql`select phone, extern_id, reason, added_by from dnc_entry where action_id = ${actionId} order by phone`,
  );
