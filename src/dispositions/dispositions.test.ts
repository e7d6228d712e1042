import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../test/support/database.ts";
import { auditOf, twoAccounts } from "../../test/support/two-accounts.ts";
import type { Caller } from "../accounts/caller.ts";
import { createCampaign } from "../campaigns/campaigns.ts";
import { createDialGroup } from "../campaigns/dial-groups.ts";
import type { Database } from "../db/database.ts";
import {
  createDisposition,
  deleteDisposition,
  getDisposition,
  listDispositions,
  updateDisposition,
} from "./dispositions.ts";

let store: Awaited<ReturnType<typeof testDatabase>>;
let db: Database;
let account: number;
let other: number;
let caller: Caller;

beforeAll(async () => {
  store = await testDatabase();
  db = store.db;
  ({ account, other, caller } = await twoAccounts(db));
});
afterAll(() => store.drop());

async function campaign(accountId = account) {
  const group = { values: { dialGroupName: "Sales" }, settings: {} };
  const given = { values: { campaignName: "Summer" }, settings: {} };
  return db.transaction(async (tx) => {
    const { dialGroupId } = await createDialGroup(tx, caller, accountId, group);
    return (await createCampaign(tx, caller, accountId, dialGroupId, given)).campaignId;
  });
}

type Values = Parameters<typeof createDisposition>[4]["values"];
const create = (campaignId: number, values: Values) =>
  db.transaction((tx) => createDisposition(tx, caller, account, campaignId, { values, settings: {} }));
const update = (dispositionId: number, values: Values, accountId = account) =>
  db.transaction((tx) => updateDisposition(tx, caller, accountId, dispositionId, undefined, { values, settings: {} }));

test("creating, changing and deleting a disposition is audited", async () => {
  const campaignId = await campaign();
  const { dispositionId } = await create(campaignId, { name: "Later", isRequeued: true, requeueDelay: 90 });
  await update(dispositionId, { doNotCall: true, dncTagLabel: "GLOBAL", rank: 3 });
  expect(await getDisposition(db, account, dispositionId, campaignId)).toMatchObject({
    name: "Later",
    isRequeued: true,
    requeueDelay: 90,
    doNotCall: true,
    dncTagLabel: "GLOBAL",
    isComplete: false,
    destCampaignId: null,
  });
  await db.transaction((tx) => deleteDisposition(tx, caller, account, dispositionId, campaignId));
  expect(await listDispositions(db, account, campaignId)).toEqual([]);
  expect((await auditOf(db, account, "Disposition", dispositionId)).map((row) => row.type)).toEqual([
    "CREATE",
    "UPDATE",
    "DELETE",
  ]);
});

test("a name is unique within a campaign, ignoring case", async () => {
  const campaignId = await campaign();
  await create(campaignId, { name: "Sold" });
  const refused = {
    code: "CONFLICT",
    message: `Disposition sold exists in campaign ${campaignId} already; choose another name.`,
  };
  await expect(create(campaignId, { name: "sold" })).rejects.toMatchObject(refused);
  const { dispositionId } = await create(campaignId, { name: "Busy" });
  await expect(update(dispositionId, { name: "sold" })).rejects.toMatchObject(refused);
  await create(await campaign(), { name: "Sold" });
});

test("a campaign has at most one default disposition", async () => {
  const campaignId = await campaign();
  await create(campaignId, { name: "A", isDefault: true });
  const second = await create(campaignId, { name: "B" });
  await update(second.dispositionId, { isDefault: true });
  expect((await listDispositions(db, account, campaignId)).map((one) => [one.name, one.isDefault])).toEqual([
    ["A", false],
    ["B", true],
  ]);
});

test("dispositions are sorted by rank", async () => {
  const campaignId = await campaign();
  for (const [name, rank] of [
    ["C", 3],
    ["A", 1],
    ["B", 2],
  ] as const)
    await create(campaignId, { name, rank });
  expect((await listDispositions(db, account, campaignId)).map((one) => one.name)).toEqual(["A", "B", "C"]);
});

test("leads can only be moved to a campaign of the account", async () => {
  const campaignId = await campaign();
  const theirs = await campaign(other);
  await expect(create(campaignId, { name: "Away", destCampaignId: theirs })).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: `There is no campaign ${theirs} in this account.`,
  });
  const { dispositionId } = await create(campaignId, { name: "Away", destCampaignId: campaignId });
  expect((await update(dispositionId, { destCampaignId: null })).destCampaignId).toBeNull();
});

test("dispositions of another campaign or account are not found", async () => {
  const { dispositionId } = await create(await campaign(), { name: "Sold" });
  const refused = { code: "NOT_FOUND" };
  await expect(getDisposition(db, account, dispositionId, await campaign())).rejects.toMatchObject(refused);
  await expect(getDisposition(db, other, dispositionId)).rejects.toMatchObject(refused);
  await expect(update(dispositionId, { rank: 1 }, other)).rejects.toMatchObject(refused);
  await expect(db.transaction((tx) => deleteDisposition(tx, caller, other, dispositionId))).rejects.toMatchObject(
    refused,
  );
});
