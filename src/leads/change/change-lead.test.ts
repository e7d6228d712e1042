import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "../../../test/support/database.ts";
import {
  addAccount,
  addAgent,
  addCampaign,
  addLeads,
  type TestCampaign,
  type TestLead,
} from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { loadLeads } from "../load/load-leads.ts";
import type { Row } from "../load/read-fields.ts";
import { changeLead, type LeadChange } from "./change-lead.ts";

let db: Awaited<ReturnType<typeof testDatabase>>["db"];
let drop: () => Promise<void>;
let place: TestCampaign;
const now = new Date("2026-07-24T16:00:00Z");
const caller = { userId: 1, name: "ann@example.com" };

beforeAll(async () => {
  ({ db, drop } = await testDatabase());
  place = await addCampaign(db, await addAccount(db));
});
afterAll(() => drop());

async function newLead(lead: TestLead = {}, on = place): Promise<number> {
  const [id] = await addLeads(db, on, [lead]);
  return id as number;
}
function change(leadId: number, row: Row, options: Partial<LeadChange> = {}) {
  const { accountId } = place;
  const timeZone = "America/New_York";
  return changeLead(db, { accountId, timeZone, leadId, row, replace: false, caller, now, ...options });
}
const editsOf = (leadId: number) =>
  db.query<{ before: object; after: object }>(sql`
    select at, user_id, requested_by, before, after from lead_edit
    where account_id = ${place.accountId} and lead_id = ${leadId} order by edit_id
  `);
async function loaded(row: Row, options: object = {}): Promise<number> {
  const { results } = await loadLeads(db, { ...place, listId: undefined, rows: [row], caller, now, ...options });
  const [first] = results;
  if (!first || !("leadId" in first)) throw new Error(`not loaded: ${first?.rejected}`);
  return first.leadId;
}

test("a change sets only the given fields, and is recorded with before and after", async () => {
  const id = await newLead({ first_name: "Ada", last_name: "King", phone: "+14155550001" });
  const lead = await change(id, { firstName: "Augusta", zip: 94105, nobodysField: 1 });
  expect(lead).toMatchObject({
    lead_id: id,
    first_name: "Augusta",
    last_name: "King",
    zip: "94105",
    phone: "+14155550001",
  });
  expect(await editsOf(id)).toEqual([
    {
      at: now,
      user_id: 1,
      requested_by: "ann@example.com",
      before: { firstName: "Ada", zip: null },
      after: { firstName: "Augusta", zip: "94105" },
    },
  ]);
});

test("a change that changes nothing leaves no trace", async () => {
  const id = await newLead({ first_name: "Ada" });
  await change(id, { firstName: "Ada", leadState: "READY", suppressed: false });
  expect(await editsOf(id)).toEqual([]);
});

test("a replacement blanks fields that it does not mention, except those that the engine maintains", async () => {
  const agent = await addAgent(db, place.accountId, place.dialGroupId);
  const id = await newLead({
    first_name: "Ada",
    extern_id: "a1",
    phone: "+14155550002",
    morePhones: ["+14155550003"],
    pass_count: 2,
    suppressed: true,
    lead_state: "PAUSED",
    reserved_agent_id: agent,
    zone: "America/Denver",
  });
  await change(id, { leadPriority: 3, maxPasses: 5, extendedLeadData: { a: 1 } });
  const lead = await change(
    id,
    { leadPhone: "4155550002", middleName: "M", extendedLeadData: { b: 2 } },
    { replace: true },
  );
  expect(lead).toMatchObject({
    first_name: null,
    extern_id: null,
    mid_name: "M",
    extended: { b: 2 },
    lead_priority: 999,
    max_passes: null,
    phone: "+14155550002",
    more_phones: ["+14155550003"],
    pass_count: 2,
    suppressed: true,
    lead_state: "PAUSED",
    reserved_agent_id: agent,
    time_zone: "America/Denver",
  });
  await expect(change(id, { firstName: "Ada" }, { replace: true })).rejects.toMatchObject({
    code: "MISSING_FIELD",
    details: { field: "leadPhone" },
  });
});

test("extended data is merged, and null removes it", async () => {
  const id = await newLead();
  await change(id, { extendedLeadData: { a: 1, b: "x" } });
  expect((await change(id, { extendedLeadData: { b: null, c: true } })).extended).toEqual({ a: 1, b: null, c: true });
  expect((await change(id, { extendedLeadData: null })).extended).toBeNull();
});

test.each<[string, TestLead, Row, object]>([
  [
    "a new phone leaves the others",
    {},
    { leadPhone: "(415) 555-0199" },
    { phone: "+14155550199", more_phones: ["+14155550101"] },
  ],
  ["one of the others becomes the first", {}, { leadPhone: "4155550101" }, { phone: "+14155550101", more_phones: [] }],
  [
    "several phones replace all",
    {},
    { leadPhone: "4155550198|4155550197" },
    { phone: "+14155550198", more_phones: ["+14155550197"] },
  ],
  ["an empty list takes the others away", {}, { otherPhones: [] }, { phone: "+14155550100", more_phones: [] }],
  [
    "a changed leadPhone counts beside the old leadPhoneE164",
    {},
    { leadPhone: "4155550196", leadPhoneE164: "+14155550100" },
    { phone: "+14155550196" },
  ],
  [
    "a changed leadPhoneE164 counts beside the old leadPhone",
    {},
    { leadPhone: "4155550100", leadPhoneE164: "+14155550195" },
    { phone: "+14155550195" },
  ],
  [
    "passes, priority, times",
    {},
    { leadPasses: 3, leadPriority: "7", maxPasses: 9, nextDialTime: "2026-08-01T00:00:00.000+0000" },
    { pass_count: 3, lead_priority: 7, max_passes: 9, next_dial_time: new Date("2026-08-01T00:00:00Z") },
  ],
  ["suppressed", {}, { suppressed: "true" }, { suppressed: true }],
  ["a state, with underscores", {}, { leadState: "do_not_call" }, { lead_state: "DO-NOT-CALL", state_at: now }],
  [
    "a state without callback ends the callback",
    { lead_state: "CALLBACK", callback_at: now },
    { leadState: "COMPLETE" },
    { lead_state: "COMPLETE", callback_at: null },
  ],
  [
    "the same callback state stays with its callback",
    { lead_state: "CALLBACK", callback_at: now },
    { leadState: "CALLBACK", city: "Rome" },
    { lead_state: "CALLBACK", callback_at: now, city: "Rome" },
  ],
  [
    "the same engine's state may be written back",
    { lead_state: "ACTIVE" },
    { leadState: "ACTIVE", city: "Rome" },
    { lead_state: "ACTIVE", city: "Rome" },
  ],
  ["an empty text clears", { first_name: "Ada" }, { firstName: "" }, { first_name: null }],
])("%s", async (_, before, row, after) => {
  const id = await newLead({ phone: "+14155550100", morePhones: ["+14155550101"], ...before });
  expect(await change(id, row)).toMatchObject(after);
});

test.each<[string, TestLead, Row, string, string]>([
  ["a bad phone", {}, { leadPhone: "12" }, "INVALID_FIELD", 'leadPhone is "12"; it takes a phone number'],
  ["no phone", {}, { leadPhone: "" }, "INVALID_FIELD", "leadPhone"],
  ["a bad zone", {}, { leadTimezone: "Mars" }, "INVALID_FIELD", 'leadTimezone is "Mars"; it takes a zone'],
  ["a bad state", {}, { leadState: "ASLEEP" }, "INVALID_FIELD", 'leadState is "ASLEEP"'],
  [
    "a state that only claims give",
    {},
    { leadState: "ACTIVE" },
    "INVALID_FIELD",
    'leadState is "ACTIVE"; it takes one of READY',
  ],
  [
    "a state that needs an appointment",
    {},
    { leadState: "CALLBACK" },
    "INVALID_FIELD",
    'leadState is "CALLBACK"; it takes one of READY',
  ],
  [
    "leaving do-not-call",
    { lead_state: "DO-NOT-CALL" },
    { leadState: "READY" },
    "CONFLICT",
    "is DO-NOT-CALL and leaves that state only by",
  ],
  ["a text too long", {}, { firstName: "x".repeat(4001) }, "INVALID_FIELD", "firstName"],
  ["a NUL", {}, { extendedLeadData: { a: "\0" } }, "INVALID_FIELD", "extendedLeadData.a"],
  ["an agent who is none", {}, { reserveAgent: "999999" }, "INVALID_FIELD", 'reserveAgent is "999999"'],
])("%s is refused, and nothing changes", async (_, before, row, code, message) => {
  const id = await newLead({ city: "Rome", ...before });
  await expect(change(id, { city: "Oslo", ...row })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
  expect((await change(id, {})).city).toBe("Rome");
  expect(await editsOf(id)).toEqual([]);
});

test("extended data may not grow past its limit by merging", async () => {
  const id = await newLead();
  await change(id, { extendedLeadData: { a: "x".repeat(60_000) } });
  await expect(change(id, { extendedLeadData: { b: "x".repeat(60_000) } })).rejects.toMatchObject({
    code: "INVALID_FIELD",
  });
});

test("a lead is found only in its own account, campaign, and list", async () => {
  const id = await newLead();
  const other = await addCampaign(db, await addAccount(db));
  const foreign = await newLead({}, other);
  const missing = { code: "NOT_FOUND" };
  await expect(change(foreign, { city: "Oslo" })).rejects.toMatchObject(missing);
  await expect(change(999_999_999, { city: "Oslo" })).rejects.toMatchObject(missing);
  await expect(change(id, { city: "Oslo" }, { campaignId: other.campaignId })).rejects.toMatchObject(missing);
  await expect(change(id, { city: "Oslo" }, { listId: other.listId })).rejects.toMatchObject(missing);
  const { campaignId, listId } = place;
  expect(await change(id, { city: "Oslo" }, { campaignId, listId })).toMatchObject({ city: "Oslo" });
});

test.each<[LeadChange["timeZoneOption"], string, Row, Row, string]>([
  [undefined, "NPA_NXX", {}, { leadPhone: "2125550177" }, "America/New_York"],
  [undefined, "NPA_NXX", {}, { zip: "10001" }, "America/Chicago"],
  [undefined, "ZIPCODE", { zip: "60601" }, { zip: "85001" }, "America/Phoenix"],
  [undefined, "NOT_APPLICABLE", {}, { leadPhone: "3125550177" }, "America/New_York"],
  [undefined, "NPA_NXX", {}, { leadTimezone: "PST" }, "America/Los_Angeles"],
  [undefined, "NPA_NXX", {}, { leadTimezone: "America/Chicago", leadPhone: "2125550177" }, "America/New_York"],
  ["EXPLICIT", "NPA_NXX", {}, { leadTimezone: "PST" }, "America/Los_Angeles"],
  ["EXPLICIT", "NPA_NXX", {}, { leadPhone: "2125550177" }, "America/Chicago"],
  ["ZIPCODE", "NOT_APPLICABLE", {}, { zip: "85001" }, "America/Phoenix"],
])(
  "with option %s a lead loaded by %s with %j and changed by %j is in %s then",
  async (timeZoneOption, loadedBy, row, edit, zone) => {
    const id = await loaded({ leadPhone: "3125550100", ...row }, { timeZoneOption: loadedBy });
    expect((await change(id, edit, { timeZoneOption })).time_zone).toBe(zone);
  },
);

test("a lead is reserved for an agent of the dial group, and freed by 0", async () => {
  const agent = await addAgent(db, place.accountId, place.dialGroupId);
  const id = await newLead();
  expect((await change(id, { reserveAgent: agent })).reserved_agent_id).toBe(agent);
  expect((await change(id, { city: "Rome" })).reserved_agent_id).toBe(agent);
  expect((await change(id, { reservedAgentId: 0 })).reserved_agent_id).toBeNull();
});

test("a new phone that belongs to another lead is refused if the change asks for that", async () => {
  const unique = { duplicateHandling: "REMOVE_ALL_EXISTING" } as const;
  const holder = await loaded({ leadPhone: "2125550188" }, unique);
  const id = await newLead({ phone: "+12125550189" });
  await expect(change(id, { leadPhone: "2125550188" }, unique)).rejects.toMatchObject({
    code: "CONFLICT",
    message: `Lead ${id} would get the phone of lead ${holder}, which duplicateHandling REMOVE_ALL_EXISTING forbids.`,
  });
  await newLead({ phone: "+12125550190" });
  await expect(
    change(id, { leadPhone: "2125550190" }, { duplicateHandling: "REMOVE_FROM_LIST" }),
  ).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await change(id, { leadPhone: "2125550188" })).toMatchObject({ phone: "+12125550188" });
  await change(id, { leadPhone: "2125550191" }, unique);
  await expect(loaded({ leadPhone: "2125550191" }, unique)).rejects.toThrow(`belongs to lead ${id}`);
});

test("concurrent changes of different fields are all stored", async () => {
  const id = await newLead();
  await Promise.all(Array.from({ length: 20 }, (_, i) => change(id, { extendedLeadData: { [`k${i}`]: i } })));
  expect(Object.keys((await change(id, {})).extended ?? {})).toHaveLength(20);
  expect(await editsOf(id)).toHaveLength(20);
});
