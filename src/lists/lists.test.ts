import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../test/support/database.ts";
import { auditOf, bareLead, twoAccounts } from "../../test/support/two-accounts.ts";
import type { Caller } from "../accounts/caller.ts";
import { createCampaign } from "../campaigns/campaigns.ts";
import { createDialGroup } from "../campaigns/dial-groups.ts";
import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { archiveLists, createList, deleteList, getList, listLists, updateList } from "./lists.ts";

let store: Awaited<ReturnType<typeof testDatabase>>;
let db: Database;
let account: number;
let other: number;
let caller: Caller;
let dialGroupId: number;
let campaignId: number;
const now = new Date("2026-07-01T12:00:00Z");

beforeAll(async () => {
  store = await testDatabase();
  db = store.db;
  ({ account, other, caller } = await twoAccounts(db));
  const group = { values: { dialGroupName: "Sales" }, settings: {} };
  ({ dialGroupId } = await db.transaction((tx) => createDialGroup(tx, caller, account, group)));
  campaignId = await campaign();
});
afterAll(() => store.drop());

async function campaign() {
  const given = { values: { campaignName: "Summer" }, settings: {} };
  return (await db.transaction((tx) => createCampaign(tx, caller, account, dialGroupId, given))).campaignId;
}

const list = (listDesc = "A") =>
  db.transaction((tx) => createList(tx, caller, account, { campaignId, dialGroupId }, { listDesc }, now));
const update = (listId: number, values: Parameters<typeof updateList>[4]) =>
  db.transaction((tx) => updateList(tx, caller, account, { listId, campaignId }, values, now));

test("creating an empty list, changing and deleting it is audited", async () => {
  const made = await list("July");
  expect(made).toMatchObject({
    listDesc: "July",
    listState: "ACTIVE",
    listPriority: 0,
    uploadedAt: now,
    uploadedBy: caller.name,
    leadsSupplied: 0,
    leadCount: 0,
    leadStates: {},
    campaignId,
  });
  const { listId } = made;
  await update(listId, { listPriority: 5, listState: "ARCHIVED", archiveAt: now });
  expect(await getList(db, account, { listId, campaignId, dialGroupId })).toMatchObject({
    listDesc: "July",
    listPriority: 5,
    listState: "ARCHIVED",
    archiveAt: now,
  });
  await db.transaction((tx) => deleteList(tx, caller, account, { listId }));
  await expect(getList(db, account, { listId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await auditOf(db, account, "LeadList", listId)).toMatchObject([
    { type: "CREATE" },
    { type: "UPDATE", before: { listState: "ACTIVE" }, after: { listState: "ARCHIVED" } },
    { type: "DELETE" },
  ]);
});

test("a list's leads are counted by state", async () => {
  const [{ listId }, empty] = [await list(), await list()];
  const leads = [];
  for (let i = 0; i < 3; i++) leads.push(await bareLead(db, account, campaignId, listId));
  await db.execute(sql`update lead set lead_state = 'DO-NOT-CALL' where lead_id = ${leads[0]}`);
  const counted = await listLists(db, account, { campaignId });
  expect(counted.find((one) => one.listId === listId)).toMatchObject({
    leadCount: 3,
    leadStates: { READY: 2, "DO-NOT-CALL": 1 },
  });
  expect(counted.find((one) => one.listId === empty.listId)).toMatchObject({ leadCount: 0, leadStates: {} });
});

test("a list with leads cannot be deleted, but can be set to DELETED", async () => {
  const { listId } = await list();
  await bareLead(db, account, campaignId, listId);
  await expect(db.transaction((tx) => deleteList(tx, caller, account, { listId }))).rejects.toMatchObject({
    code: "CONFLICT",
    message: `List ${listId} still has 1 leads; move or delete them first, or set listState to DELETED to stop dialing it.`,
  });
  expect((await update(listId, { listState: "DELETED" })).listState).toBe("DELETED");
});

test("a list is archived once, at its date and not before; when made active again, it stays active", async () => {
  const { listId } = await list("August");
  const other = await list("No date");
  const august = new Date("2026-08-01T04:00:00Z");
  await update(listId, { archiveAt: august });
  expect(await archiveLists(db, new Date(august.getTime() - 1))).toBe(0);
  expect(await archiveLists(db, august)).toBe(1);
  expect(await archiveLists(db, august)).toBe(0);
  expect(await getList(db, account, { listId })).toMatchObject({ listState: "ARCHIVED", archiveAt: august });
  expect(await getList(db, account, { listId: other.listId })).toMatchObject({ listState: "ACTIVE" });
  expect(
    await db.query(
      sql`select user_id, after ->> 'listState' as state from audit where entity_id = ${String(listId)} and user_name = 'archive date'`,
    ),
  ).toEqual([{ user_id: null, state: "ARCHIVED" }]);
  const later = new Date("2026-08-02T00:00:00Z");
  await db.transaction((tx) => updateList(tx, caller, account, { listId }, { listState: "ACTIVE" }, later));
  expect(await archiveLists(db, later)).toBe(0);
  expect(await getList(db, account, { listId })).toMatchObject({ listState: "ACTIVE", archiveAt: null });
});

test("lists of another campaign or account are not found", async () => {
  const { listId } = await list();
  const elsewhere = await campaign();
  const refused = { code: "NOT_FOUND" };
  await expect(getList(db, account, { listId, campaignId: elsewhere })).rejects.toMatchObject(refused);
  await expect(getList(db, account, { listId, campaignId, dialGroupId: dialGroupId + 1 })).rejects.toMatchObject(
    refused,
  );
  await expect(getList(db, other, { listId })).rejects.toMatchObject(refused);
  await expect(listLists(db, other, { campaignId })).rejects.toMatchObject(refused);
  await expect(db.transaction((tx) => deleteList(tx, caller, other, { listId }))).rejects.toMatchObject(refused);
  await expect(db.transaction((tx) => updateList(tx, caller, other, { listId }, {}, now))).rejects.toMatchObject(
    refused,
  );
  expect(await listLists(db, account, { campaignId: elsewhere })).toEqual([]);
});
