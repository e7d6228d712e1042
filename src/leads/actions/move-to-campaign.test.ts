import { beforeAll, expect, test } from "vitest";
import { journalOf, leadColumns, now, type TestAccount, testAccount } from "../../../test/support/account.ts";
import { actionTable } from "../../../test/support/actions/action-table.ts";
import { addAccount, addCampaign, addLeads, addList } from "../../../test/support/leads.ts";
import { identifier, sql } from "../../db/sql.ts";
import { acceptUndo } from "../engine/accept-action.ts";

const at = testAccount();
const due = new Date("2026-07-02T09:00:00.000Z");
const toTarget = (account: TestAccount) => ({
  CAMPAIGN_ID: String(account.target.campaignId),
  LIST_ID: String(account.target.listId),
  CREATE_COPY_SETTING: "false",
});
const moved = ({ target }: TestAccount) => ({ campaign_id: target.campaignId, list_id: target.listId });

beforeAll(() => addLeads(at.db, at.target, [{ phone: "+12025550140" }]));

actionTable(at, "MOVE_TO_CAMPAIGN", [
  { title: "a lead is moved", lead: {}, params: toTarget, after: moved },
  {
    title: "a move keeps passes, times, callback, and reservation",
    lead: {
      lead_state: "PENDING-CALLBACK",
      callback_at: due,
      callback_agent_id: 7,
      reserved_agent_id: 8,
      pass_count: 2,
      suppressed: true,
    },
    params: toTarget,
    after: moved,
  },
  {
    title: "a do-not-call lead is moved and stays do-not-call",
    lead: { lead_state: "DO-NOT-CALL" },
    params: toTarget,
    after: moved,
  },
  {
    title: "a lead already in the target list is skipped",
    lead: {},
    params: ({ campaign }) => ({ CAMPAIGN_ID: campaign.campaignId, LIST_ID: campaign.listId }),
    skipped: "already in that list",
  },
  {
    title: "IGNORE skips a lead whose phone the target already has",
    lead: { phone: "+12025550140" },
    params: (account) => ({ ...toTarget(account), DUPLICATE_ACTION_SETTING: "IGNORE" }),
    skipped: "duplicate in the target campaign",
  },
  {
    title: "MOVE moves a lead whose phone the target already has",
    lead: { phone: "+12025550140" },
    params: (account) => ({ ...toTarget(account), DUPLICATE_ACTION_SETTING: "MOVE" }),
    after: moved,
  },
]);

test("IGNORE moves the first of several selected leads with the same phone", async () => {
  const target = await addCampaign(at.db, at.accountId);
  const leads = await addLeads(at.db, at.campaign, [
    { phone: "+12025550141" },
    { phone: "+12025550141" },
    { phone: "+12025550142" },
  ]);
  const result = await at.run(
    "MOVE_TO_CAMPAIGN",
    { leadIds: leads },
    { CAMPAIGN_ID: target.campaignId, DUPLICATE_ACTION_SETTING: "IGNORE" },
  );
  expect(result).toMatchObject({ changed: 2, skipped: [{ reason: "duplicate in the target campaign", count: 1 }] });
  expect((await leadColumns(at.db, leads[1] as number))?.campaign_id).toBe(at.campaign.campaignId);
});

test("IGNORE still moves a lead to another list of its campaign", async () => {
  const listId = await addList(at.db, at.accountId, at.campaign.campaignId);
  const leads = await addLeads(at.db, at.campaign, [{ phone: "+12025550143" }, { phone: "+12025550143" }]);
  const params = { CAMPAIGN_ID: at.campaign.campaignId, LIST_ID: listId, DUPLICATE_ACTION_SETTING: "IGNORE" };
  expect(await at.run("MOVE_TO_CAMPAIGN", { leadIds: leads }, params)).toMatchObject({ changed: 2 });
});

test("without LIST_ID each move creates a new list of that name, which counts its leads", async () => {
  const target = await addCampaign(at.db, at.accountId);
  for (const count of [1, 2]) {
    const leads = await addLeads(at.db, at.campaign, [{}, {}]);
    const result = await at.run(
      "MOVE_TO_CAMPAIGN",
      { leadIds: leads },
      { CAMPAIGN_ID: target.campaignId, LIST_ID: 0, LIST_NAME: "Winter" },
    );
    const lists = await listsOf(target.campaignId, "Winter");
    expect(lists).toHaveLength(count);
    expect(lists.at(-1)).toMatchObject({
      leads_inserted: 2,
      created_by_action_id: result.actionId,
      uploaded_by: "ann@example.com",
    });
    expect(await leadColumns(at.db, leads[0] as number)).toMatchObject({ list_id: lists.at(-1)?.list_id });
  }
});

test("an undo removes the new list once it is empty, and undoing the undo restores it with its leads", async () => {
  const target = await addCampaign(at.db, at.accountId);
  const leads = await addLeads(at.db, at.campaign, [{}, {}]);
  const moved = await at.run(
    "MOVE_TO_CAMPAIGN",
    { leadIds: leads },
    { CAMPAIGN_ID: target.campaignId, LIST_NAME: "May" },
  );
  const before = await listsOf(target.campaignId, "May");
  const undo = (actionId: number) =>
    acceptUndo(at.db, at.accountId, { userId: 1, name: "ann@example.com" }, actionId, undefined, now);
  const undone = await undo(moved.actionId);
  expect(await listsOf(target.campaignId, "May")).toEqual([]);
  await undo(undone.actionId);
  expect(await listsOf(target.campaignId, "May")).toEqual(before);
  for (const leadId of leads)
    expect(await leadColumns(at.db, leadId)).toMatchObject({
      campaign_id: target.campaignId,
      list_id: before[0]?.list_id,
    });
});

test("REUSE_LIST uses the list of that name, and creates it if there is none", async () => {
  const target = await addCampaign(at.db, at.accountId);
  for (const name of ["Spring", "spring "]) {
    const leads = await addLeads(at.db, at.campaign, [{}]);
    await at.run(
      "MOVE_TO_CAMPAIGN",
      { leadIds: leads },
      { CAMPAIGN_ID: target.campaignId, LIST_NAME: name, REUSE_LIST: true },
    );
  }
  const [list, ...others] = await listsOf(target.campaignId, "Spring");
  expect(others).toEqual([]);
  expect(await at.db.one(sql`select count(*) from lead where list_id = ${list?.list_id}`)).toEqual({ count: 2 });
});

test("a new list that gets no leads is removed", async () => {
  const params = { CAMPAIGN_ID: at.target.campaignId, LIST_NAME: "Empty" };
  expect(await at.run("MOVE_TO_CAMPAIGN", { externIds: ["nobody"] }, params)).toMatchObject({ matched: 0, changed: 0 });
  expect(
    await at.run("MOVE_TO_CAMPAIGN", { externIds: ["nobody"] }, { ...params, CREATE_COPY_SETTING: true }),
  ).toMatchObject({ changed: 0 });
  expect(await listsOf(at.target.campaignId, "Empty")).toEqual([]);
});

const copied = {
  lead_state: "READY",
  pass_count: 0,
  next_dial_time: now,
  callback_at: null,
  reserved_agent_id: null,
  last_pass_at: null,
};

test("a copy is a fresh lead with the same contact data and a reference to its original, which stays as it was", async () => {
  const target = await addCampaign(at.db, at.accountId);
  const [leadId] = (await addLeads(at.db, at.campaign, [
    {
      lead_state: "CALLBACK",
      callback_at: due,
      pass_count: 2,
      reserved_agent_id: 8,
      first_name: "Petra",
      extern_id: "copied",
      morePhones: ["+12025550150"],
      zone: "America/Denver",
    },
  ])) as [number];
  const before = await leadColumns(at.db, leadId);
  const result = await at.run(
    "MOVE_TO_CAMPAIGN",
    { leadIds: [leadId] },
    { CAMPAIGN_ID: target.campaignId, LIST_ID: target.listId, CREATE_COPY_SETTING: "true" },
  );
  expect(result).toMatchObject({ matched: 1, changed: 1, callbacksDeleted: 0 });
  expect(await leadColumns(at.db, leadId)).toEqual(before);
  const copy = await onlyLead(target.campaignId);
  expect(copy).toMatchObject({
    ...copied,
    original_lead_id: leadId,
    list_id: target.listId,
    time_zone_id: before?.time_zone_id,
  });
  const contact = async (id: unknown) => {
    const row = await at.db.one<Record<string, unknown>>(sql`select * from contact where lead_id = ${id}`);
    return { ...row, lead_id: 0, loaded_at: 0 };
  };
  expect(await contact(copy.lead_id)).toEqual(await contact(leadId));
  expect(await at.db.query(sql`select position, phone from lead_phone where lead_id = ${copy.lead_id}`)).toEqual([
    { position: 2, phone: "+12025550150" },
  ]);
  expect(await journalOf(at.db, result.actionId)).toEqual([
    expect.objectContaining({ lead_id: leadId, copy_lead_id: copy.lead_id, lead_state_after: null }),
  ]);

  await acceptUndo(at.db, at.accountId, { userId: 1, name: "ann@example.com" }, result.actionId, undefined, now);
  for (const table of ["lead", "contact", "lead_phone"])
    expect(await at.db.query(sql`select from ${identifier(table)} where lead_id = ${copy.lead_id}`), table).toEqual([]);
  expect(await contact(leadId)).toMatchObject({ first_name: "Petra" });
});

test("TRANSITION leaves the original TRANSITIONED and dials the copy", async () => {
  const target = await addCampaign(at.db, at.accountId);
  const [leadId] = (await addLeads(at.db, at.campaign, [
    { lead_state: "CALLBACK", callback_at: due, pass_count: 2 },
  ])) as [number];
  const before = await leadColumns(at.db, leadId);
  const result = await at.run(
    "MOVE_TO_CAMPAIGN",
    { leadIds: [leadId] },
    { CAMPAIGN_ID: target.campaignId, CREATE_COPY_SETTING: "TRANSITION" },
  );
  expect(result).toMatchObject({ changed: 1, callbacksDeleted: 1 });
  expect(await leadColumns(at.db, leadId)).toEqual({ ...before, lead_state: "TRANSITIONED", callback_at: null });
  expect(await onlyLead(target.campaignId)).toMatchObject({ ...copied, original_lead_id: leadId });
  expect(await journalOf(at.db, result.actionId)).toEqual([
    expect.objectContaining({
      lead_id: leadId,
      lead_state_before: "CALLBACK",
      lead_state_after: "TRANSITIONED",
      callback_at_before: due,
      callback_at_after: null,
    }),
  ]);
});

test("do-not-call and transitioned leads are copied only if the criteria name the state; copies keep the suppression", async () => {
  const target = await addCampaign(at.db, at.accountId);
  const leads = await addLeads(at.db, at.campaign, [
    { lead_state: "DO-NOT-CALL" },
    { lead_state: "TRANSITIONED" },
    { suppressed: true },
  ]);
  const params = { CAMPAIGN_ID: target.campaignId, CREATE_COPY_SETTING: "true" };
  expect(await at.run("MOVE_TO_CAMPAIGN", { leadIds: leads }, params)).toMatchObject({
    changed: 1,
    skipped: [
      { reason: "in state DO-NOT-CALL", count: 1 },
      { reason: "in state TRANSITIONED", count: 1 },
    ],
  });
  expect(await onlyLead(target.campaignId)).toMatchObject({ suppressed: true });
  expect(await at.run("MOVE_TO_CAMPAIGN", { leadIds: leads, leadStates: ["DO-NOT-CALL"] }, params)).toMatchObject({
    matched: 1,
    changed: 1,
  });
});

test("MOVE_TO_CAMPAIGN refuses targets that do not exist or belong to others", async () => {
  const elsewhere = await addCampaign(at.db, await addAccount(at.db));
  const refusals: [object, string][] = [
    [{}, "paramMap.CAMPAIGN_ID is missing"],
    [{ CAMPAIGN_ID: 999_999 }, "paramMap.CAMPAIGN_ID is 999999, and there is no such campaign"],
    [{ CAMPAIGN_ID: elsewhere.campaignId }, "there is no such campaign"],
    [
      { CAMPAIGN_ID: at.target.campaignId, LIST_ID: at.campaign.listId },
      `campaign ${at.target.campaignId} has no such list`,
    ],
    [{ CAMPAIGN_ID: at.target.campaignId, LIST_ID: elsewhere.listId }, "has no such list"],
    [{ CAMPAIGN_ID: at.target.campaignId, REUSE_LIST: true }, "paramMap.LIST_NAME is nothing"],
    [{ CAMPAIGN_ID: at.target.campaignId, CREATE_COPY_SETTING: "yes" }, "it takes one of false, true, TRANSITION"],
    [{ CAMPAIGN_ID: at.target.campaignId, DUPLICATE_ACTION_SETTING: "MERGE" }, "it takes one of MOVE, IGNORE"],
  ];
  for (const [params, message] of refusals) {
    await expect(at.run("MOVE_TO_CAMPAIGN", { campaignIds: [at.campaign.campaignId] }, params)).rejects.toThrow(
      message,
    );
  }
});

const listsOf = (campaignId: number, name: string) =>
  at.db.query<{ list_id: number; leads_inserted: number; created_by_action_id: number; uploaded_by: string }>(
    sql`select * from lead_list where campaign_id = ${campaignId} and list_desc = ${name} order by list_id`,
  );

const onlyLead = (campaignId: number) =>
  at.db.one<Record<string, unknown>>(sql`select * from lead where campaign_id = ${campaignId}`);
