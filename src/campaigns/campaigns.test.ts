import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../test/support/database.ts";
import { auditOf, bareLead, twoAccounts } from "../../test/support/two-accounts.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Database } from "../db/database.ts";
import { createDisposition, listDispositions } from "../dispositions/dispositions.ts";
import { createList, listLists } from "../lists/lists.ts";
import { createCampaign, deleteCampaign, getCampaign, listCampaigns, updateCampaign } from "./campaigns.ts";
import { cloneCampaign } from "./clone-campaign.ts";
import { createDialGroup, deleteDialGroup, listDialGroups, updateDialGroup } from "./dial-groups.ts";

let store: Awaited<ReturnType<typeof testDatabase>>;
let db: Database;
let account: number;
let other: number;
let caller: Caller;
const now = new Date("2026-07-01T12:00:00Z");

beforeAll(async () => {
  store = await testDatabase();
  db = store.db;
  ({ account, other, caller } = await twoAccounts(db));
});
afterAll(() => store.drop());

const nothing = { values: {}, settings: {} };

function dialGroup(accountId = account, dialGroupName = "Sales") {
  return db.transaction((tx) => createDialGroup(tx, caller, accountId, { values: { dialGroupName }, settings: {} }));
}

async function campaign(dialGroupId?: number) {
  const group = dialGroupId ?? (await dialGroup()).dialGroupId;
  const given = { values: { campaignName: "Summer" }, settings: {} };
  return db.transaction((tx) => createCampaign(tx, caller, account, group, given));
}

test("creating a dial group with defaults, changing and deleting it is audited", async () => {
  const { dialGroupId } = await dialGroup();
  const changed = await db.transaction((tx) =>
    updateDialGroup(tx, caller, account, dialGroupId, {
      values: { dialMode: "PREVIEW", maxLeadsReturned: 50 },
      settings: { maxPorts: 3 },
    }),
  );
  expect(changed).toMatchObject({
    dialGroupName: "Sales",
    dialMode: "PREVIEW",
    maxLeadsReturned: 50,
    isActive: true,
    enableCallbacksAfterMaxpass: true,
    settings: { maxPorts: 3 },
  });
  await db.transaction((tx) => deleteDialGroup(tx, caller, account, dialGroupId));
  expect((await listDialGroups(db, account)).map((group) => group.dialGroupId)).not.toContain(dialGroupId);
  expect(await auditOf(db, account, "DialGroup", dialGroupId)).toMatchObject([
    { type: "CREATE", before: null, after: { dialMode: "PREDICTIVE" } },
    { type: "UPDATE", before: { dialMode: "PREDICTIVE" }, after: { dialMode: "PREVIEW" } },
    { type: "DELETE", before: { dialMode: "PREVIEW" }, after: null },
  ]);
});

test("settings are merged: absent ones stay, and null, nested objects and floats are stored", async () => {
  const { campaignId } = await campaign();
  const settings = {
    script: { id: 7, pages: [{ a: null }] },
    seedSuccessRate: 75.125,
    postCallSoapService: null,
    allowLeadInserts: "1",
  };
  await db.transaction((tx) => updateCampaign(tx, caller, account, { campaignId }, { values: {}, settings }));
  const after = await db.transaction((tx) =>
    updateCampaign(tx, caller, account, { campaignId }, { values: { maxPasses: 9 }, settings: { script: null } }),
  );
  expect(after.settings).toEqual({ ...settings, script: null });
  expect(after.maxPasses).toBe(9);
});

test("a dial group with campaigns and a campaign with leads cannot be deleted", async () => {
  const { campaignId, dialGroupId } = await campaign();
  await expect(db.transaction((tx) => deleteDialGroup(tx, caller, account, dialGroupId))).rejects.toMatchObject({
    code: "CONFLICT",
    message: `Dial group ${dialGroupId} still has campaign ${campaignId}; delete its campaigns or move them to another dial group first.`,
  });
  const { listId } = await db.transaction((tx) =>
    createList(tx, caller, account, { campaignId }, { listDesc: "A" }, now),
  );
  await bareLead(db, account, campaignId, listId);
  await expect(db.transaction((tx) => deleteCampaign(tx, caller, account, { campaignId }))).rejects.toMatchObject({
    code: "CONFLICT",
    message: `Campaign ${campaignId} still has leads; move them elsewhere (MOVE_TO_CAMPAIGN) or delete them (DELETE_LEADS) first.`,
  });
  expect(await getCampaign(db, account, { campaignId })).toBeDefined();
});

test("a campaign without leads is deleted with its dispositions and empty lists", async () => {
  const { campaignId, dialGroupId } = await campaign();
  await db.transaction((tx) => createList(tx, caller, account, { campaignId }, { listDesc: "A" }, now));
  await db.transaction((tx) =>
    createDisposition(tx, caller, account, campaignId, { values: { name: "Sold" }, settings: {} }),
  );
  await db.transaction((tx) => deleteCampaign(tx, caller, account, { campaignId, dialGroupId }));
  expect(await listCampaigns(db, account, { dialGroupId })).toEqual([]);
  expect(await listDispositions(db, account, campaignId)).toEqual([]);
  expect((await listLists(db, account)).filter((list) => list.campaignId === campaignId)).toEqual([]);
  expect((await auditOf(db, account, "Campaign", campaignId)).map((row) => row.type)).toEqual(["CREATE", "DELETE"]);
});

test("a campaign to which another campaign's disposition moves leads cannot be deleted", async () => {
  const target = await campaign();
  const source = await campaign();
  await db.transaction((tx) =>
    createDisposition(tx, caller, account, source.campaignId, {
      values: { name: "Later", destCampaignId: target.campaignId },
      settings: {},
    }),
  );
  await expect(
    db.transaction((tx) => deleteCampaign(tx, caller, account, { campaignId: target.campaignId })),
  ).rejects.toMatchObject({ code: "CONFLICT" });
});

test("deleting a campaign waits for a load under way, and sees its leads", async () => {
  const { campaignId } = await campaign();
  const { listId } = await db.transaction((tx) =>
    createList(tx, caller, account, { campaignId }, { listDesc: "A" }, now),
  );
  let deleted: Promise<void> | undefined;
  await db.transaction(async (tx) => {
    await tx.client.query("select from campaign where campaign_id = $1 for share", [campaignId]);
    await bareLead(tx, account, campaignId, listId);
    deleted = db.transaction((second) => deleteCampaign(second, caller, account, { campaignId }));
    deleted.catch(() => undefined);
    const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    await expect.poll(async () => (await db.pool.query(waiting)).rowCount, { timeout: 10_000 }).toBe(1);
  });
  await expect(deleted).rejects.toMatchObject({ code: "CONFLICT" });
});

test("a campaign is found only through its own dial group", async () => {
  const { campaignId } = await campaign();
  const { dialGroupId } = await dialGroup();
  await expect(getCampaign(db, account, { campaignId, dialGroupId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(
    db.transaction((tx) => updateCampaign(tx, caller, account, { campaignId, dialGroupId }, nothing)),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a campaign moves to another dial group of its account, but not of another account", async () => {
  const { campaignId } = await campaign();
  const target = await dialGroup();
  const moved = await db.transaction((tx) =>
    updateCampaign(tx, caller, account, { campaignId }, nothing, target.dialGroupId),
  );
  expect(moved.dialGroupId).toBe(target.dialGroupId);
  const theirs = await dialGroup(other);
  await expect(
    db.transaction((tx) => updateCampaign(tx, caller, account, { campaignId }, nothing, theirs.dialGroupId)),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test.each([
  [{ monSched: "21002100" }, "monSched"],
  [{ sunSched: "08000800" }, "sunSched"],
  [{ startDate: new Date("2026-08-01"), endDate: new Date("2026-07-01") }, "endDate"],
])("%o is refused and names %s", async (values, field) => {
  const { campaignId } = await campaign();
  await expect(
    db.transaction((tx) => updateCampaign(tx, caller, account, { campaignId }, { values, settings: {} })),
  ).rejects.toMatchObject({ code: "INVALID_FIELD", details: { field } });
});

test("a new end date is checked against the existing start date", async () => {
  const { campaignId } = await campaign();
  const startDate = new Date("2026-08-01");
  await db.transaction((tx) =>
    updateCampaign(tx, caller, account, { campaignId }, { values: { startDate }, settings: {} }),
  );
  const values = { endDate: new Date("2026-07-31") };
  await expect(
    db.transaction((tx) => updateCampaign(tx, caller, account, { campaignId }, { values, settings: {} })),
  ).rejects.toMatchObject({ code: "INVALID_FIELD" });
});

test("a clone has the settings and dispositions of its original, but no lists", async () => {
  const original = await campaign();
  const { campaignId } = original;
  await db.transaction((tx) =>
    updateCampaign(
      tx,
      caller,
      account,
      { campaignId },
      { values: { maxPasses: 8, endDate: now }, settings: { appUrl: "x", countryId: "USA" } },
    ),
  );
  await db.transaction((tx) => createList(tx, caller, account, { campaignId }, { listDesc: "A" }, now));
  for (const [name, destCampaignId] of [
    ["Sold", null],
    ["Again", campaignId],
  ] as const)
    await db.transaction((tx) =>
      createDisposition(tx, caller, account, campaignId, {
        values: { name, destCampaignId, isSuccess: true },
        settings: { xfer: 2 },
      }),
    );
  const clone = await db.transaction((tx) =>
    cloneCampaign(tx, caller, account, { campaignId }, { campaignName: "Autumn", countryId: "CAN" }),
  );
  expect(clone).toMatchObject({
    campaignName: "Autumn",
    maxPasses: 8,
    endDate: now,
    dialGroupId: original.dialGroupId,
    settings: { appUrl: "x", countryId: "CAN" },
  });
  expect(await listDispositions(db, account, clone.campaignId)).toMatchObject([
    { name: "Sold", isSuccess: true, destCampaignId: null, settings: { xfer: 2 } },
    { name: "Again", destCampaignId: clone.campaignId },
  ]);
  expect(await listLists(db, account, { campaignId: clone.campaignId })).toEqual([]);
  const unnamed = await db.transaction((tx) => cloneCampaign(tx, caller, account, { campaignId }, {}));
  expect(unnamed.campaignName).toBe("Summer (copy)");
});

test("campaigns and dial groups of another account are not found", async () => {
  const { campaignId, dialGroupId } = await campaign();
  const refused = { code: "NOT_FOUND", status: 404 };
  await expect(getCampaign(db, other, { campaignId })).rejects.toMatchObject(refused);
  await expect(listCampaigns(db, other, { dialGroupId })).rejects.toMatchObject(refused);
  const attempts = [
    () => db.transaction((tx) => updateDialGroup(tx, caller, other, dialGroupId, nothing)),
    () => db.transaction((tx) => deleteDialGroup(tx, caller, other, dialGroupId)),
    () => db.transaction((tx) => createCampaign(tx, caller, other, dialGroupId, nothing)),
    () => db.transaction((tx) => updateCampaign(tx, caller, other, { campaignId }, nothing)),
    () => db.transaction((tx) => deleteCampaign(tx, caller, other, { campaignId })),
    () => db.transaction((tx) => cloneCampaign(tx, caller, other, { campaignId }, {})),
    () => db.transaction((tx) => createList(tx, caller, other, { campaignId }, { listDesc: "A" }, now)),
    () =>
      db.transaction((tx) => createDisposition(tx, caller, other, campaignId, { values: { name: "A" }, settings: {} })),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(refused);
});

test("page numbers start at 1", async () => {
  const { dialGroupId } = await dialGroup();
  const made = [];
  for (let i = 0; i < 3; i++) made.push((await campaign(dialGroupId)).campaignId);
  const page = async (page: number) =>
    (await listCampaigns(db, account, { dialGroupId }, { page, maxRows: 2 })).map((one) => one.campaignId);
  expect(await page(1)).toEqual(made.slice(0, 2));
  expect(await page(2)).toEqual(made.slice(2));
});

test("pass actions move leads only to campaigns of the account, which then cannot be deleted", async () => {
  const [from, to] = [await campaign(), await campaign()];
  const theirs = await dialGroup(other);
  const foreign = await db.transaction((tx) =>
    createCampaign(tx, caller, other, theirs.dialGroupId, { values: { campaignName: "Theirs" }, settings: {} }),
  );
  const moving = (destCampaignId: number) =>
    db.transaction((tx) =>
      updateCampaign(
        tx,
        caller,
        account,
        { campaignId: from.campaignId },
        {
          values: { passActions: [{ fromPass: 1, toPass: 2, requeue: "STANDARD", destCampaignId }] },
          settings: {},
        },
      ),
    );
  for (const id of [foreign.campaignId, 999_999])
    await expect(moving(id)).rejects.toMatchObject({
      code: "INVALID_FIELD",
      details: { field: "passActions.0.destCampaignId" },
    });
  await moving(to.campaignId);
  await expect(
    db.transaction((tx) => deleteCampaign(tx, caller, account, { campaignId: to.campaignId })),
  ).rejects.toThrow(`passActions of campaign Summer, ${from.campaignId}`);
});
