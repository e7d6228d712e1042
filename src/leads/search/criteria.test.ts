import fc from "fast-check";
import { expect, test } from "vitest";
import { testAccount } from "../../../test/support/account.ts";
import { addAgent, addCampaign, addLeads, addList, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { leadStates, systemDispositions } from "../state.ts";
import { actionCondition, type Criteria, searchCondition } from "./criteria.ts";

const at = testAccount();
const scope = () => ({ accountId: at.accountId, country: "USA", timeZone: "America/New_York" });

const hour = (n: number) => new Date(Date.UTC(2026, 6, 1, n));
const names = ["Ann", "ann", "Anna", "Joanna", "O'Hara", "50%", "a_b", "Ünal", ""];
const someone = <T>(...values: T[]) => fc.constantFrom<T | null>(null, ...values);
const agents = [1, 2, 3];
const zones = ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"];
const phones = Array.from({ length: 6 }, (_, i) => `+1202555017${i}`);
const externs = ["e1", "E1", "e2", "e3"];

const anyLead = fc.record({
  lead_state: fc.constantFrom(...leadStates),
  suppressed: fc.boolean(),
  suppressed_until: fc.option(fc.integer({ min: 0, max: 4 }).map(hour)),
  pass_count: fc.integer({ min: 0, max: 3 }),
  next_dial_time: fc.integer({ min: 0, max: 4 }).map(hour),
  last_pass_at: fc.option(fc.integer({ min: 0, max: 4 }).map(hour)),
  callback_agent_id: someone(...agents),
  reserved_agent_id: someone(...agents),
  last_agent_id: someone(...agents),
  last_system_disposition: someone(...systemDispositions),
  last_agent_disposition: someone("Sale", "sale", "No answer"),
  zone: fc.constantFrom(...zones),
  phone: fc.constantFrom(...phones),
  morePhones: fc.subarray(phones, { maxLength: 2 }),
  extern_id: someone(...externs),
  first_name: someone(...names),
  last_name: someone(...names),
  address1: someone(...names),
  address2: someone(...names),
  city: someone(...names),
  zip: someone("10001", "94105"),
  email: someone("ann@example.com", "ANN@example.com"),
  caller_id: someone(...names),
  aux_data1: someone(...names),
  aux_data2: someone(...names),
  aux_data3: someone(...names),
  aux_data4: someone(...names),
  aux_data5: someone(...names),
  state: someone("CA", "ca", "NY"),
  loaded_at: fc.integer({ min: 0, max: 4 }).map(hour),
});
type Plain = TestLead & { id: number; campaignId: number; listId: number };

const compared = <T>(value: fc.Arbitrary<T>) =>
  fc.record({ operator: fc.constantFrom("GREATER_THAN" as const, "LESS_THAN" as const, "EQUALS" as const), value });
const anyText = fc.constantFrom(...names, "*", "a*", "*n*", "*A", " ann ", "50%*", "a_*", "ü*");
const anyTime = fc.integer({ min: 0, max: 4 }).map((n) => hour(n).toISOString());

/** Criteria of one to four fields: more, and random ones match nothing. */
function anyCriteria(campaigns: number[], lists: number[], leads: number[]): fc.Arbitrary<Criteria> {
  const fields: { [Name in keyof Criteria]-?: fc.Arbitrary<Exclude<Criteria[Name], undefined>> } = {
    campaignIds: fc.subarray(campaigns),
    campaignId: fc.constantFrom(...campaigns),
    listIds: fc.subarray(lists),
    leadIds: fc.subarray(leads),
    externIds: fc.subarray([...externs, "nobody"]),
    leadPhoneNumbers: fc.subarray(phones.map((phone) => phone.slice(2))),
    leadPhoneNum: fc.constantFrom("(202) 555-0170", "+12025550171", ""),
    leadStates: fc.subarray(leadStates.map((state) => state.toLowerCase().replaceAll("-", "_"))),
    suppressed: fc.constantFrom("ONLY_SUPPRESSED" as const, "ONLY_UNSUPPRESSED" as const, "ALL" as const),
    systemDispositions: fc.subarray([...systemDispositions]),
    agentDispositions: fc.subarray(["SALE", "no answer", "other"]),
    agentId: fc.constantFrom(...agents),
    pendingAgentId: fc.constantFrom(...agents),
    orphanedLeadsOnly: fc.boolean(),
    leadPassesCriteria: compared(fc.constantFrom<number | string>(0, 1, "2", 3)),
    suppressedUntilCriteria: compared(anyTime),
    lastPassTimeCriteria: compared(anyTime),
    nextDialTimeCriteria: compared(anyTime),
    loadedDtsStart: anyTime,
    loadedDtsEnd: anyTime,
    leadTimezones: fc.subarray([
      { name: "EST" },
      { name: "CDT" },
      { name: "MST" },
      { name: "MDT" },
      { name: "America/Denver" },
    ]),
    physicalStates: fc.subarray(["CA", "NY", "TX"]),
    firstName: anyText,
    lastName: anyText,
    address1: anyText,
    address2: anyText,
    city: anyText,
    zip: fc.constantFrom("10001", "9*", ""),
    emailAddress: fc.constantFrom("ann@EXAMPLE.com", "*@example.com"),
    callerId: anyText,
    auxData1: anyText,
    auxData2: anyText,
    auxData3: anyText,
    auxData4: anyText,
    auxData5: anyText,
  };
  return fc
    .subarray(Object.keys(fields) as (keyof Criteria)[], { minLength: 1, maxLength: 4 })
    .chain(
      (chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, fields[name]]))) as fc.Arbitrary<Criteria>,
    );
}

const zonesMeant: Record<string, string[]> = {
  EST: ["America/New_York"],
  CDT: ["America/Chicago"],
  MST: ["America/Denver", "America/Phoenix"],
  MDT: ["America/Denver"],
  "America/Denver": ["America/Denver"],
};

/** The plain reading of the criteria. `present` says which agents work for each campaign and are active. */
function matches(lead: Plain, criteria: Criteria, present: Map<number, number[]>): boolean {
  const text = (wanted: string | undefined, value: string | null | undefined) => {
    if (wanted === undefined || wanted.trim() === "") return true;
    const pattern = wanted
      .trim()
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("[^]*");
    return value !== null && value !== undefined && new RegExp(`^${pattern}$`, "iu").test(value);
  };
  const among = <T>(wanted: readonly T[] | undefined, value: T | null | undefined) =>
    !wanted?.length || (value !== null && value !== undefined && wanted.includes(value));
  const low = (values?: readonly string[]) => values?.map((value) => value.toLowerCase());
  const number = (
    criterion: { operator: string; value: string | number } | undefined,
    value: number | undefined,
    read: (value: string | number) => number,
  ) => {
    if (!criterion) return true;
    if (value === undefined) return false;
    const wanted = read(criterion.value);
    return criterion.operator === "EQUALS"
      ? value === wanted
      : criterion.operator === "LESS_THAN"
        ? value < wanted
        : value > wanted;
  };
  const time = (value: string | number) => new Date(value).getTime();
  const numbers = [lead.phone, ...(lead.morePhones ?? [])].map((phone) => phone?.slice(2));
  const holder = lead.callback_agent_id ?? lead.reserved_agent_id ?? undefined;
  const c = criteria;
  return (
    among(c.campaignIds, lead.campaignId) &&
    (c.campaignId === undefined || Boolean(c.campaignIds?.length) || c.campaignId === lead.campaignId) &&
    among(c.listIds, lead.listId) &&
    among(c.leadIds, lead.id) &&
    among(c.externIds, lead.extern_id) &&
    (!c.leadPhoneNumbers?.length || c.leadPhoneNumbers.some((phone) => numbers.includes(phone))) &&
    (!c.leadPhoneNum || numbers.includes(c.leadPhoneNum.replace(/\D/g, "").slice(-10))) &&
    among(
      c.leadStates?.map((state) => state.toUpperCase().replaceAll("_", "-")),
      lead.lead_state,
    ) &&
    (c.suppressed !== "ONLY_SUPPRESSED" || lead.suppressed === true) &&
    (c.suppressed !== "ONLY_UNSUPPRESSED" || lead.suppressed === false) &&
    among(c.systemDispositions as readonly string[] | undefined, lead.last_system_disposition) &&
    among(low(c.agentDispositions), lead.last_agent_disposition?.toLowerCase()) &&
    (c.agentId === undefined || c.agentId === lead.last_agent_id) &&
    (c.pendingAgentId === undefined || [lead.reserved_agent_id, lead.callback_agent_id].includes(c.pendingAgentId)) &&
    (!c.orphanedLeadsOnly || (holder !== undefined && !present.get(lead.campaignId)?.includes(holder))) &&
    number(c.leadPassesCriteria, lead.pass_count, Number) &&
    number(c.suppressedUntilCriteria, lead.suppressed_until?.getTime(), time) &&
    number(c.lastPassTimeCriteria, lead.last_pass_at?.getTime(), time) &&
    number(c.nextDialTimeCriteria, lead.next_dial_time?.getTime(), time) &&
    (!c.loadedDtsStart || (lead.loaded_at as Date).getTime() >= time(c.loadedDtsStart)) &&
    (!c.loadedDtsEnd || (lead.loaded_at as Date).getTime() <= time(c.loadedDtsEnd)) &&
    (!c.leadTimezones?.length || c.leadTimezones.some(({ name }) => zonesMeant[name]?.includes(lead.zone as string))) &&
    among(low(c.physicalStates), lead.state?.toLowerCase()) &&
    text(c.firstName, lead.first_name) &&
    text(c.lastName, lead.last_name) &&
    text(c.address1, lead.address1) &&
    text(c.address2, lead.address2) &&
    text(c.city, lead.city) &&
    text(c.zip, lead.zip) &&
    text(c.emailAddress, lead.email) &&
    text(c.callerId, lead.caller_id) &&
    text(c.auxData1, lead.aux_data1) &&
    text(c.auxData2, lead.aux_data2) &&
    text(c.auxData3, lead.aux_data3) &&
    text(c.auxData4, lead.aux_data4) &&
    text(c.auxData5, lead.aux_data5)
  );
}

test("criteria select in SQL what a plain reading of them selects", async () => {
  const { db, accountId } = at;
  // The agents of the leads: one who works for the floor's dial group (id 1), one there who is inactive, one who never was.
  const idle = await addAgent(db, accountId, at.campaign.dialGroupId, false);
  expect([at.agentId, idle]).toEqual([1, 2]);
  const homes = [
    at.campaign,
    at.target,
    { ...at.campaign, listId: await addList(db, accountId, at.campaign.campaignId) },
    await addCampaign(db, accountId),
  ];
  const present = new Map([at.campaign, at.target].map(({ campaignId }) => [campaignId, [1]]));
  const leads: Plain[] = [];
  for (const [i, lead] of fc.sample(anyLead, { numRuns: 160, seed: 7 }).entries()) {
    const home = homes[i % homes.length] as (typeof homes)[number];
    const [id] = (await addLeads(db, home, [lead])) as [number];
    leads.push({ ...lead, id, campaignId: home.campaignId, listId: home.listId });
  }
  const criteria = anyCriteria(
    [...new Set(homes.map((home) => home.campaignId))],
    homes.map((home) => home.listId),
    leads.map((lead) => lead.id),
  );
  await db.execute(sql`analyze`);
  let selecting = 0;
  await fc.assert(
    fc.asyncProperty(criteria, async (wanted) => {
      const expected = leads.filter((lead) => matches(lead, wanted, present)).map((lead) => lead.id);
      const found = await db.query<{ lead_id: number }>(
        sql`select lead_id from lead where ${searchCondition(wanted, scope())} order by lead_id`,
      );
      expect(found.map((row) => row.lead_id)).toEqual(expected);
      if (expected.length > 0 && expected.length < leads.length) selecting++;

      const noIdentity = [wanted.leadIds, wanted.externIds, wanted.leadPhoneNumbers].some((list) => list?.length === 0);
      if (
        wanted.campaignId !== undefined &&
        wanted.campaignIds?.length &&
        !wanted.campaignIds.includes(wanted.campaignId)
      )
        return;
      const acted = await db.query<{ lead_id: number }>(
        sql`select lead_id from lead where ${actionCondition(wanted, scope(), true)} order by lead_id`,
      );
      expect(acted.map((row) => row.lead_id)).toEqual(noIdentity ? [] : expected);
    }),
    { numRuns: 1500, seed: 20260701 },
  );
  // A test in which most criteria select all or nothing would say little.
  expect(selecting).toBeGreaterThan(500);
}, 180_000);

test("an action refuses a field it does not know, and names the nearest", () => {
  expect(() => actionCondition({ campaignsIds: [1] } as Criteria, scope(), false)).toThrow(
    "campaignsIds is no search criterion; did you mean campaignIds?",
  );
  expect(() => actionCondition({ external: "x" } as Criteria, scope(), true)).toThrow(
    "external is no search criterion",
  );
});

test("an action refuses a campaignId that contradicts campaignIds", () => {
  expect(() => actionCondition({ campaignId: 3, campaignIds: [1, 2] }, scope(), false)).toThrow(
    "campaignId is 3; it takes one of campaignIds, [1,2]",
  );
});

test.each([
  [{ leadStates: ["READY", "SLEEPING"] }, 'leadStates is "SLEEPING"; it takes states: READY, PENDING'],
  [{ leadPhoneNumbers: ["4155550100", "12"] }, 'leadPhoneNumbers is "12"; it takes phone numbers'],
  [{ leadTimezones: [{ name: "XYZ" }] }, 'leadTimezones is "XYZ"; it takes IANA names'],
  [{ loadedDtsStart: "yesterday" }, 'loadedDtsStart is "yesterday"; it takes a date and time'],
  [{ nextDialTimeCriteria: { operator: "LESS_THAN", value: "soon" } }, 'nextDialTimeCriteria.value is "soon"'],
  [
    { leadPassesCriteria: { operator: "EQUALS", value: "1.5" } },
    'leadPassesCriteria.value is "1.5"; it takes a whole number',
  ],
] as [Criteria, string][])("criteria %j are refused by name", (criteria, message) => {
  expect(() => searchCondition(criteria, scope())).toThrow(message);
});
