import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let other: Client & { accountId: number };
let viewer: Client;
let base: string;
const ids: Record<string, number> = {};

beforeAll(async () => {
  program = await startProgram();
  other = await program.as(null);
  viewer = await program.as("viewer");
  base = `/v1/accounts/${program.accountId}`;
  const { dialGroupId } = await made("dial-groups", { dialGroupName: "Parent" });
  const { campaignId } = await made("campaigns", { campaignName: "Parent", dialGroupId });
  const { agentGroupId } = await made("agent-groups", { groupName: "Parent" });
  Object.assign(ids, { dialGroupId, campaignId, agentGroupId });
});
afterAll(() => program.stop());

async function made(path: string, body: object) {
  const answer = await program.request("POST", `${base}/${path}`, body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

interface Noun {
  path: string;
  id: string;
  /** Ids of its parents. */
  parents?: string[];
  body: object;
  /** Additional fields of the answer. */
  defaults: object;
  change: object;
  /** A refused body and the field that the message names. */
  wrong: [object, string];
}

const nouns: Noun[] = [
  {
    path: "dial-groups",
    id: "dialGroupId",
    body: { dialGroupName: "Sales", dialMode: "POWER", settings: { maxPorts: 3, deep: [{ a: null }] } },
    defaults: { isActive: true, enableListPriority: false },
    change: { maxLeadsReturned: 20 },
    wrong: [{ maxLeadsReturned: "20" }, "maxLeadsReturned"],
  },
  {
    path: "campaigns",
    id: "campaignId",
    parents: ["dialGroupId"],
    body: { campaignName: "Summer", startDate: "2026-07-01T00:00:00.000Z", settings: { recordCall: 1 } },
    defaults: { isActive: 1, monSched: "08002100", endDate: null, dialGroupName: "Parent" },
    change: { endDate: "2027-07-01T00:00:00.000Z", maxPasses: 9 },
    wrong: [{ endDate: "2026-06-30T00:00:00Z" }, "endDate"],
  },
  {
    path: "lists",
    id: "listId",
    parents: ["campaignId"],
    body: { listDesc: "July", listPriority: 2 },
    defaults: { listState: "ACTIVE", uploadedBy: "admin@example.com", leadCount: 0, leadStates: {}, archiveAt: null },
    change: { listState: "PAUSED", archiveAt: "2026-12-01T00:00:00.000Z" },
    wrong: [{ listState: "GONE" }, "listState"],
  },
  {
    path: "dispositions",
    id: "dispositionId",
    parents: ["campaignId"],
    body: { name: "Sold", isSuccess: true, settings: { xfer: 2 } },
    defaults: { isComplete: false, destCampaignId: null },
    change: { isRequeued: true, requeueDelay: 30 },
    wrong: [{ isRequeued: 1 }, "isRequeued"],
  },
  {
    path: "agent-groups",
    id: "agentGroupId",
    body: { groupName: "Team" },
    defaults: { isDefault: false },
    change: { groupName: "Crew" },
    wrong: [{ groupName: " " }, "groupName"],
  },
  {
    path: "agents",
    id: "agentId",
    parents: ["agentGroupId"],
    body: { username: "zoe", firstName: "Zoe", settings: { team: "A" } },
    defaults: { agentType: "AGENT", isActive: true, dialGroups: [], groupName: "Parent" },
    change: { lastName: "Lee", isActive: false },
    wrong: [{ agentType: "BOSS" }, "agentType"],
  },
  {
    path: "dnc-entries",
    id: "dncEntryId",
    body: { phone: "(415) 555-0100", externId: "crm-1" },
    defaults: { phone: "+14155550100", dncTagId: 0, dncTagLabel: "GLOBAL", countryId: "USA", expiresAt: null },
    change: { reason: "asked us", expiresAt: "2027-01-01T00:00:00.000Z" },
    wrong: [{ expiresAt: "soon" }, "expiresAt"],
  },
  {
    path: "dnc-tags",
    id: "dncTagId",
    body: { dncTagLabel: "Partners" },
    defaults: {},
    change: { dncTagLabel: "Friends" },
    wrong: [{ dncTagLabel: "" }, "dncTagLabel"],
  },
];

describe.each(nouns)("$path", ({ path, id, parents = [], body, defaults, change, wrong: [wrong, field] }) => {
  const sent = () => ({ ...body, ...Object.fromEntries(parents.map((parent) => [parent, ids[parent]])) });
  let at: string;
  let thing: Record<string, unknown>;

  test("are created, listed, and read", async () => {
    thing = await made(path, sent());
    at = `${base}/${path}/${String(thing[id])}`;
    expect(thing).toMatchObject({ ...sent(), ...defaults, [id]: expect.any(Number) });
    expect((await program.request("GET", `${base}/${path}`)).body.items).toContainEqual(thing);
    expect(await viewer.request("GET", at)).toMatchObject({ status: 200, body: thing });
  });

  test("refuse malformed or unknown fields by name", async () => {
    const answer = await program.request("PATCH", at, wrong);
    expect(answer).toMatchObject({ status: 400, body: { code: expect.any(String), field } });
    expect(answer.headers.get("content-type")).toMatch("application/problem+json");
    expect(answer.body.detail).toContain("it takes");
    for (const [method, url] of [
      ["POST", `${base}/${path}`],
      ["PATCH", at],
    ] as const)
      expect(await program.request(method, url, { ...sent(), color: "red" })).toMatchObject({ status: 400 });
    expect((await program.request("GET", at)).body).toEqual(thing);
  });

  test("of another account are not found, and viewers cannot write", async () => {
    const theirs = at.replace(/accounts\/\d+/, `accounts/${other.accountId}`);
    expect(await other.request("GET", theirs)).toMatchObject({ status: 404 });
    expect(await other.request("PATCH", theirs, change)).toMatchObject({ status: 404 });
    expect(await other.request("DELETE", theirs)).toMatchObject({ status: 404 });
    if (parents.length > 0)
      expect(await other.request("POST", theirs.replace(/\/\d+$/, ""), sent())).toMatchObject({ status: 404 });
    expect(await viewer.request("PATCH", at, change)).toMatchObject({ status: 403 });
    expect(await viewer.request("DELETE", at)).toMatchObject({ status: 403 });
    expect(await viewer.request("POST", `${base}/${path}`, sent())).toMatchObject({ status: 403 });
    expect((await program.request("GET", at)).body).toEqual(thing);
  });

  test("can be changed, and unnamed fields stay", async () => {
    expect((await program.request("PATCH", at, change)).body).toEqual({ ...thing, ...change });
    expect((await program.request("GET", at)).body).toEqual({ ...thing, ...change });
  });

  test("are deleted", async () => {
    expect(await program.request("DELETE", at)).toMatchObject({ status: 204, body: "" });
    for (const method of ["GET", "DELETE"]) expect(await program.request(method, at)).toMatchObject({ status: 404 });
  });
});

test("lists can be narrowed by parent", async () => {
  const { dialGroupId } = await made("dial-groups", { dialGroupName: "Second" });
  const { campaignId } = await made("campaigns", { campaignName: "Second", dialGroupId });
  const { listId } = await made("lists", { listDesc: "A", campaignId });
  const { dispositionId } = await made("dispositions", { name: "Sold", campaignId });
  const { agentGroupId } = await made("agent-groups", { groupName: "Second" });
  const { agentId } = await made("agents", { username: "yan", agentGroupId });
  const members = { members: [{ agentId, hciClicker: true }] };
  const assigned = await program.request("PUT", `${base}/dial-groups/${dialGroupId}/agents`, members);
  expect(assigned.body.items).toMatchObject([{ agentId, dialGroups: [{ dialGroupId, hciClicker: true }] }]);
  for (const [query, id, expected] of [
    [`campaigns?dialGroupId=${dialGroupId}&campaignId=x`, "campaignId", campaignId],
    [`lists?campaignId=${campaignId}&listId=x`, "listId", listId],
    [`dispositions?campaignId=${campaignId}`, "dispositionId", dispositionId],
    [`agents?agentGroupId=${agentGroupId}`, "agentId", agentId],
    [`agents?dialGroupId=${dialGroupId}&agentId=x`, "agentId", agentId],
  ] as const) {
    const { body } = await program.request("GET", `${base}/${query}`);
    expect([query, body.items.map((item: Record<string, number>) => item[id])]).toEqual([query, [expected]]);
  }
});

test("a campaign can be cloned and moved to another dial group", async () => {
  const { dialGroupId } = await made("dial-groups", { dialGroupName: "Third" });
  const clone = await made(`campaigns/${ids.campaignId}/clone`, { campaignName: "Copy" });
  expect(clone).toMatchObject({ campaignName: "Copy", dialGroupId: ids.dialGroupId });
  const moved = await program.request("PATCH", `${base}/campaigns/${clone.campaignId}`, { dialGroupId });
  expect(moved.body).toMatchObject({ dialGroupId, dialGroupName: "Third" });
});

test("do-not-call entries come in pages and are added and deleted in bulk", async () => {
  const { dncTagId } = await made("dnc-tags", { dncTagLabel: "Many" });
  const entries = [1, 2, 3].map((n) => ({ phone: `415555016${n}`, dncTagId }));
  const { items } = await made("dnc-entries/batch", { entries });
  const page = (more: string) => program.request("GET", `${base}/dnc-entries?dncTagId=${dncTagId}&limit=2${more}`);
  const first = (await page("")).body;
  expect(first.items).toEqual(items.slice(0, 2));
  expect((await page(`&cursor=${first.nextCursor}`)).body).toEqual({ items: items.slice(2), nextCursor: null });
  expect(await program.request("DELETE", `${base}/dnc-entries?color=red`)).toMatchObject({ status: 400 });
  expect(await program.request("DELETE", `${base}/dnc-entries?dncTagId=${dncTagId}`)).toMatchObject({
    status: 200,
    body: { deleted: 3 },
  });
  expect((await page("")).body.items).toEqual([]);
});

test("do-not-call entries are counted, also by tag, newest first; ended ones can be told apart and deleted", async () => {
  const { dncTagId } = await made("dnc-tags", { dncTagLabel: "Ending" });
  const past = "2001-01-01T00:00:00.000Z";
  const entries = [null, "2999-01-01T00:00:00.000Z", past].map((expiresAt, n) => ({
    phone: `415555018${n}`,
    dncTagId,
    expiresAt,
  }));
  const { items } = await made("dnc-entries/batch", { entries });
  const found = async (query: string) =>
    (await program.request("GET", `${base}/dnc-entries?dncTagId=${dncTagId}&total=true&${query}`)).body;
  expect(await found("sort=-dncEntryId&limit=2")).toEqual({
    items: [items[2], items[1]],
    nextCursor: String(items[1].dncEntryId),
    total: 3,
  });
  expect(await found(`sort=-dncEntryId&cursor=${items[1].dncEntryId}`)).toMatchObject({ items: [items[0]], total: 3 });
  for (const [n, expiry] of ["NEVER", "AHEAD", "PAST"].entries())
    expect(await found(`expiry=${expiry}`)).toEqual({ items: [items[n]], nextCursor: null, total: 1 });
  const tags = async () =>
    (await program.request("GET", `${base}/dnc-tags?counts=true`)).body.items.find(
      (tag: { dncTagId: number }) => tag.dncTagId === dncTagId,
    );
  expect(await tags()).toEqual({ dncTagId, dncTagLabel: "Ending", entryCount: 3 });
  expect((await program.request("DELETE", `${base}/dnc-entries?dncTagId=${dncTagId}&expiry=PAST`)).body).toEqual({
    deleted: 1,
  });
  expect(await tags()).toMatchObject({ entryCount: 2 });
});

test("numbers of a file become do-not-call entries, and invalid ones are named", async () => {
  const { dncTagId } = await made("dnc-tags", { dncTagLabel: "File" });
  const form = new FormData();
  form.append("dncTagId", String(dncTagId));
  form.append("reason", "bought");
  form.append("expiresAt", "2999-01-01T00:00:00Z");
  form.append("file", new Blob(["phone\n(415) 555-0190\n4155550191,4155550190\n12"]), "numbers.csv");
  const path = `${base}/dnc-entries/file`;
  expect(await program.request("POST", path, form)).toMatchObject({
    status: 201,
    body: { supplied: 5, added: 2, rejected: ["phone", "12"] },
  });
  const { body } = await program.request("GET", `${base}/dnc-entries?dncTagId=${dncTagId}`);
  expect(body.items).toMatchObject([
    { phone: "+14155550190", reason: "bought", expiresAt: "2999-01-01T00:00:00.000Z" },
    { phone: "+14155550191" },
  ]);
  form.set("expiresAt", "soon");
  expect(await program.request("POST", path, form)).toMatchObject({ status: 400, body: { field: "expiresAt" } });
  expect((await viewer.request("POST", path, form)).status).toBe(403);
});

test("an account's numbers are read in its country's format", async () => {
  const path = `/v1/accounts/${program.accountId}`;
  const { body: countries } = await viewer.request("GET", "/v1/countries");
  expect(countries.items).toContainEqual({ countryId: "AUS", countryName: "Australia" });
  expect((await program.request("PATCH", path, { countryId: "au" })).body).toMatchObject({ countryId: "AUS" });
  const search = await program.request("POST", `${path}/leads/search`, { criteria: { leadPhoneNum: "0491 570 156" } });
  expect(search.status).toBe(200);
  expect(await program.request("PATCH", path, { countryId: "ZZ" })).toMatchObject({
    status: 400,
    body: { field: "countryId" },
  });
  const { body } = await program.request("GET", `${base}/audit?entity=Account&limit=1`);
  expect(body.items).toMatchObject([{ before: { countryId: "USA" }, after: { countryId: "AUS" } }]);
  expect((await program.request("PATCH", path, { countryId: "USA" })).body).toMatchObject({ countryId: "USA" });
});

test("each change is audited with its user and the values before and after", async () => {
  const { campaignId } = await made("campaigns", { campaignName: "Audited", dialGroupId: ids.dialGroupId });
  const path = `${base}/campaigns/${campaignId}`;
  await program.request("PATCH", path, { maxPasses: 7 });
  await program.request("DELETE", path);
  const { body } = await program.request("GET", `${base}/audit?entity=Campaign&entityId=${campaignId}`);
  expect(body.items).toMatchObject([
    { action: "DELETE", userName: "admin@example.com", before: { maxPasses: 7 }, after: null },
    { action: "UPDATE", before: { maxPasses: 3 }, after: { maxPasses: 7 } },
    { action: "CREATE", description: "Audited", before: null, after: { maxPasses: 3 } },
  ]);
});
