import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../test/support/database.ts";
import { auditOf, twoAccounts } from "../../test/support/two-accounts.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { addDncEntries, type DncEntryInput } from "./add-dnc-entries.ts";
import { deleteDncEntries, updateDncEntry } from "./change-dnc-entries.ts";
import { createDncTag, deleteDncTag, dncTagByLabel, listDncTags, renameDncTag } from "./dnc-tags.ts";
import { countDncEntries, getDncEntry, listDncEntries } from "./find-dnc-entries.ts";

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

const add = (...entries: DncEntryInput[]) => db.transaction((tx) => addDncEntries(tx, caller, account, entries, now));
const remove = (sought: Parameters<typeof deleteDncEntries>[3]) =>
  db.transaction((tx) => deleteDncEntries(tx, caller, account, sought));
const tag = (label: string) => db.transaction((tx) => createDncTag(tx, caller, account, label));

test("an entry's phone is stored as E.164, with who added it, when and why", async () => {
  const [entry] = await add({ phone: "(415) 555-0101", reason: "asked us" });
  expect(entry).toMatchObject({
    phone: "+14155550101",
    externId: null,
    countryId: "USA",
    dncTagId: 0,
    dncTagLabel: "GLOBAL",
    reason: "asked us",
    addedBy: caller.name,
    addedAt: now,
    expiresAt: null,
  });
  expect(await auditOf(db, account, "DncEntry", entry?.dncEntryId ?? 0)).toMatchObject([{ type: "CREATE" }]);
});

test("adding a phone with the same tag again replaces its reason and expiry", async () => {
  const [first] = await add({ phone: "4155550102", reason: "first", expiresAt: now });
  const [again] = await add({ phone: "+14155550102", reason: "second" });
  expect(again).toMatchObject({ dncEntryId: first?.dncEntryId, reason: "second", expiresAt: null });
  const { dncTagId } = await tag("Competitors");
  const [tagged] = await add({ phone: "4155550102", dncTagId });
  expect(tagged?.dncEntryId).not.toBe(first?.dncEntryId);
  expect(await listDncEntries(db, account, { phone: "415-555-0102" })).toHaveLength(2);
});

test("many entries are added at once, in order and without duplicates", async () => {
  const added = await add(
    { phone: "4155550111" },
    { externId: "crm-1" },
    { phone: "4155550110", externId: "crm-1" },
    { phone: "14155550111", reason: "twice" },
    { phone: "0491 570 156", countryId: "AUS" },
  );
  expect(added.map((entry) => [entry.phone, entry.externId, entry.reason])).toEqual([
    ["+14155550111", null, "twice"],
    [null, "crm-1", ""],
    ["+14155550110", "crm-1", ""],
    ["+61491570156", null, ""],
  ]);
  expect(await add({ externId: "crm-1" })).toMatchObject([{ dncEntryId: added[1]?.dncEntryId }]);
});

test("external ids ignore case: they are unique, found and deleted that way", async () => {
  const [first] = await add({ externId: "Case-1", reason: "first" });
  const twice = await add({ externId: "CASE-1" }, { externId: "case-1", reason: "second" });
  expect(twice).toMatchObject([{ dncEntryId: first?.dncEntryId, externId: "case-1", reason: "second" }]);
  expect(twice).toHaveLength(1);
  await add({ phone: "4155550118", externId: "CASE-1" });
  expect(await listDncEntries(db, account, { externId: "cAsE-1" })).toHaveLength(2);
  expect(await remove({ externId: "Case-1" })).toBe(2);
});

test("an external id is looked up through an index, ignoring case", async () => {
  await db.execute(sql`
    insert into dnc_entry (account_id, extern_id, added_by, added_at)
    select ${account}, 'Plan-' || n, 'test', now() from generate_series(1, 5000) as n
  `);
  await db.execute(sql`analyze dnc_entry`);
  const rows = await db.query<{ "QUERY PLAN": string }>(sql`
    explain select from dnc_entry where account_id = ${account} and lower(extern_id) = lower('PLAN-17')
  `);
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("dnc_entry_extern_id");
  await remove({ text: "test" });
});

test.each([
  [[{ phone: "12345" }], "INVALID_FIELD", "phone"],
  [[{ phone: "4155550120" }, { phone: "nonsense" }], "INVALID_FIELD", "1.phone"],
  [[{ phone: "4155550121", countryId: "XX" }], "INVALID_FIELD", "countryId"],
  [[{ reason: "nobody" }], "MISSING_FIELD", "phone"],
  [[{ phone: " ", externId: " " }], "MISSING_FIELD", "phone"],
])("%j is refused, and nothing is added", async (entries, code, field) => {
  const before = await countDncEntries(db, account, {});
  await expect(add(...entries)).rejects.toMatchObject({ code, details: { field } });
  expect(await countDncEntries(db, account, {})).toBe(before);
});

test("entries are found by each field, in pages", async () => {
  const { dncTagId } = await tag("Search");
  const entries = [1, 2, 3].map((n) => ({
    phone: `415555013${n}`,
    externId: `s-${n}`,
    dncTagId,
    reason: `Reason ${n}`,
  }));
  const ids = (await add(...entries)).map((entry) => entry.dncEntryId);
  const find = async (sought: object, page = {}) =>
    (await listDncEntries(db, account, { dncTagIds: [dncTagId], ...sought }, page)).map((entry) => entry.dncEntryId);
  expect(await find({})).toEqual(ids);
  expect(await find({ phone: "4155550132" })).toEqual([ids[1]]);
  expect(await find({ externId: "s-3" })).toEqual([ids[2]]);
  expect(await find({ text: "reason 1" })).toEqual([ids[0]]);
  expect(await find({ countryId: "CAN" })).toEqual([]);
  expect(await find({ addedFrom: new Date(now.getTime() + 1) })).toEqual([]);
  expect(await find({ addedTo: now })).toEqual(ids);
  expect(await find({ after: ids[0] })).toEqual(ids.slice(1));
  expect(await find({}, { page: 2, maxRows: 2 })).toEqual([ids[2]]);
});

test("entries are deleted by id, phone, tag, or tag and country, and audited", async () => {
  const { dncTagId } = await tag("Deletion");
  const dncTagIds = [dncTagId];
  const added = await add(
    { phone: "4155550141", dncTagId },
    { phone: "4155550142", dncTagId },
    { phone: "6045550143", countryId: "CAN", dncTagId },
    { phone: "4155550144", dncTagId },
    { phone: "4155550144" },
  );
  expect(await remove({ dncEntryId: added[0]?.dncEntryId ?? 0 })).toBe(1);
  expect(await auditOf(db, account, "DncEntry", added[0]?.dncEntryId ?? 0)).toMatchObject([
    { type: "CREATE", after: { count: 5 } },
    { type: "DELETE", before: { phone: "+14155550141" }, after: null },
  ]);
  expect(await remove({ phone: "14155550142" })).toBe(1);
  expect(await remove({ dncTagIds, countryId: "CAN" })).toBe(1);
  expect(await remove({ dncTagIds })).toBe(1);
  expect(await listDncEntries(db, account, { phone: "4155550144" })).toMatchObject([{ dncTagId: 0 }]);
});

test("an entry's reason and expiry can be changed", async () => {
  const [entry] = await add({ phone: "4155550150", reason: "a" });
  const change = (given: object) =>
    db.transaction((tx) => updateDncEntry(tx, caller, account, entry?.dncEntryId ?? 0, given));
  expect(await change({ expiresAt: now })).toMatchObject({ reason: "a", expiresAt: now });
  expect(await change({ reason: "b", expiresAt: null })).toMatchObject({ reason: "b", expiresAt: null });
});

test("the global tag always exists, labels are unique, and a tag with entries cannot be deleted", async () => {
  const { dncTagId } = await tag("Partners");
  expect(await listDncTags(db, account)).toEqual(
    expect.arrayContaining([
      { dncTagId: 0, dncTagLabel: "GLOBAL" },
      { dncTagId, dncTagLabel: "Partners" },
    ]),
  );
  await expect(tag("partners")).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(tag(" global ")).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await dncTagByLabel(db, account, " PARTNERS ")).toMatchObject({ dncTagId });
  await db.transaction((tx) => renameDncTag(tx, caller, account, dncTagId, "Friends"));
  await add({ phone: "4155550160", dncTagId });
  const destroy = (id: number) => db.transaction((tx) => deleteDncTag(tx, caller, account, id));
  await expect(destroy(dncTagId)).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(destroy(0)).rejects.toMatchObject({ code: "CONFLICT" });
  await remove({ dncTagIds: [dncTagId] });
  await destroy(dncTagId);
  expect((await auditOf(db, account, "DncTag", dncTagId)).map((row) => row.type)).toEqual([
    "CREATE",
    "UPDATE",
    "DELETE",
  ]);
});

test("entries and tags of another account are not found", async () => {
  const { dncTagId } = await tag("Ours");
  const [entry] = await add({ phone: "4155550170", dncTagId });
  const id = entry?.dncEntryId ?? 0;
  const refused = { code: "NOT_FOUND" };
  await expect(getDncEntry(db, other, id)).rejects.toMatchObject(refused);
  await expect(
    db.transaction((tx) => addDncEntries(tx, caller, other, [{ phone: "4155550170", dncTagId }], now)),
  ).rejects.toMatchObject(refused);
  await expect(db.transaction((tx) => deleteDncTag(tx, caller, other, dncTagId))).rejects.toMatchObject(refused);
  await expect(dncTagByLabel(db, other, "Ours")).rejects.toMatchObject(refused);
  expect(await db.transaction((tx) => deleteDncEntries(tx, caller, other, { dncEntryId: id }))).toBe(0);
  expect(await getDncEntry(db, account, id)).toBeDefined();
});
