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

interface Reading {
  campaigns: number[];
  lists: number[];
  leads: number[];
  /** The agents who are active and work for each campaign. */
  present: Map<number, number[]>;
}

/** What a criterion may be, and which leads it selects by a plain reading. */
type Oracle<Name extends keyof Criteria> = {
  any(reading: Reading): fc.Arbitrary<Exclude<Criteria[Name], undefined>>;
  selects(lead: Plain, wanted: Exclude<Criteria[Name], undefined>, reading: Reading, all: Criteria): boolean;
};

/** A criterion without an entry does not compile. */
type Oracles = { [Name in keyof Criteria]-?: Oracle<Name> };

const among = <T>(wanted: readonly T[], value: T | null | undefined) =>
  wanted.length === 0 || (value !== null && value !== undefined && wanted.includes(value));
const low = (values: readonly string[]) => values.map((value) => value.toLowerCase());
const compare = (
  { operator, value: wanted }: { operator: string; value: string | number },
  value: number | undefined,
  read: (value: string | number) => number,
) => {
  if (value === undefined) return false;
  return operator === "EQUALS"
    ? value === read(wanted)
    : operator === "LESS_THAN"
      ? value < read(wanted)
      : value > read(wanted);
};
const time = (value: string | number) => new Date(value).getTime();
const numbersOf = (lead: Plain) => [lead.phone, ...(lead.morePhones ?? [])].map((phone) => phone?.slice(2));

/** Text compares whole, in any case; `*` stands for any characters. */
function text(wanted: string, value: string | null | undefined): boolean {
  if (wanted.trim() === "") return true;
  const pattern = wanted
    .trim()
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^]*");
  return value !== null && value !== undefined && new RegExp(`^${pattern}$`, "iu").test(value);
}

const ofText = (column: (lead: Plain) => string | null | undefined, any: fc.Arbitrary<string> = anyText) => ({
  any: () => any,
  selects: (lead: Plain, wanted: string) => text(wanted, column(lead)),
});
const ofTime = (column: (lead: Plain) => Date | null | undefined) => ({
  // Milliseconds since 1970 as well.
  any: () => compared(fc.oneof(anyTime, anyTime.map(time))),
  selects: (lead: Plain, wanted: { operator: string; value: string | number }) =>
    compare(wanted, column(lead)?.getTime(), time),
});

const zonesMeant: Record<string, string[]> = {
  EST: ["America/New_York"],
  CDT: ["America/Chicago"],
  MST: ["America/Denver", "America/Phoenix"],
  MDT: ["America/Denver"],
  "America/Denver": ["America/Denver"],
};

const oracles: Oracles = {
  campaignIds: {
    any: ({ campaigns }) => fc.subarray(campaigns),
    selects: (lead, wanted) => among(wanted, lead.campaignId),
  },
  campaignId: {
    any: ({ campaigns }) => fc.constantFrom(...campaigns),
    selects: (lead, wanted, _reading, { campaignIds = [] }) => campaignIds.length > 0 || wanted === lead.campaignId,
  },
  listIds: { any: ({ lists }) => fc.subarray(lists), selects: (lead, wanted) => among(wanted, lead.listId) },
  leadIds: { any: ({ leads }) => fc.subarray(leads), selects: (lead, wanted) => among(wanted, lead.id) },
  externIds: {
    any: () => fc.subarray([...externs, "nobody"]),
    selects: (lead, wanted) => among(wanted, lead.extern_id),
  },
  leadPhoneNumbers: {
    any: () => fc.subarray(phones.map((phone) => phone.slice(2))),
    selects: (lead, wanted) => wanted.length === 0 || wanted.some((phone) => numbersOf(lead).includes(phone)),
  },
  leadPhoneNum: {
    any: () => fc.constantFrom("(202) 555-0170", "+12025550171", ""),
    selects: (lead, wanted) => wanted === "" || numbersOf(lead).includes(wanted.replace(/\D/g, "").slice(-10)),
  },
  leadStates: {
    any: () => fc.subarray(leadStates.map((state) => state.toLowerCase().replaceAll("-", "_"))),
    selects: (lead, wanted) =>
      among(
        wanted.map((state) => state.toUpperCase().replaceAll("_", "-")),
        lead.lead_state,
      ),
  },
  suppressed: {
    any: () => fc.constantFrom("ONLY_SUPPRESSED" as const, "ONLY_UNSUPPRESSED" as const, "ALL" as const),
    selects: ({ suppressed }, wanted) => wanted === "ALL" || suppressed === (wanted === "ONLY_SUPPRESSED"),
  },
  suppressedUntilCriteria: ofTime((lead) => lead.suppressed_until),
  systemDispositions: {
    any: () => fc.subarray([...systemDispositions]),
    selects: (lead, wanted) => among(wanted as readonly string[], lead.last_system_disposition),
  },
  agentDispositions: {
    any: () => fc.subarray(["SALE", "no answer", "other"]),
    selects: (lead, wanted) => among(low(wanted), lead.last_agent_disposition?.toLowerCase()),
  },
  agentId: { any: () => fc.constantFrom(...agents), selects: (lead, wanted) => wanted === lead.last_agent_id },
  pendingAgentId: {
    any: () => fc.constantFrom(...agents),
    selects: (lead, wanted) => [lead.reserved_agent_id, lead.callback_agent_id].includes(wanted),
  },
  orphanedLeadsOnly: {
    any: () => fc.boolean(),
    selects(lead, wanted, { present }) {
      const agent = lead.callback_agent_id ?? lead.reserved_agent_id ?? undefined;
      return !wanted || (agent !== undefined && !present.get(lead.campaignId)?.includes(agent));
    },
  },
  leadPassesCriteria: {
    any: () => compared(fc.constantFrom<number | string>(0, 1, "2", 3)),
    selects: (lead, wanted) => compare(wanted, lead.pass_count, Number),
  },
  lastPassTimeCriteria: ofTime((lead) => lead.last_pass_at),
  nextDialTimeCriteria: ofTime((lead) => lead.next_dial_time),
  loadedDtsStart: {
    any: () => anyTime,
    selects: (lead, wanted) => (lead.loaded_at as Date).getTime() >= time(wanted),
  },
  loadedDtsEnd: { any: () => anyTime, selects: (lead, wanted) => (lead.loaded_at as Date).getTime() <= time(wanted) },
  leadTimezones: {
    any: () => fc.subarray(Object.keys(zonesMeant).map((name) => ({ name }))),
    selects: (lead, wanted) =>
      wanted.length === 0 || wanted.some(({ name }) => zonesMeant[name]?.includes(lead.zone as string)),
  },
  physicalStates: {
    any: () => fc.subarray(["CA", "NY", "TX"]),
    selects: (lead, wanted) => among(low(wanted), lead.state?.toLowerCase()),
  },
  firstName: ofText((lead) => lead.first_name),
  lastName: ofText((lead) => lead.last_name),
  address1: ofText((lead) => lead.address1),
  address2: ofText((lead) => lead.address2),
  city: ofText((lead) => lead.city),
  zip: ofText((lead) => lead.zip, fc.constantFrom("10001", "9*", "")),
  emailAddress: ofText((lead) => lead.email, fc.constantFrom("ann@EXAMPLE.com", "*@example.com")),
  callerId: ofText((lead) => lead.caller_id),
  auxData1: ofText((lead) => lead.aux_data1),
  auxData2: ofText((lead) => lead.aux_data2),
  auxData3: ofText((lead) => lead.aux_data3),
  auxData4: ofText((lead) => lead.aux_data4),
  auxData5: ofText((lead) => lead.aux_data5),
};
const criteriaNames = Object.keys(oracles) as (keyof Criteria)[];

/** Criteria of one to four fields: with more, random ones select nothing. */
const anyCriteria = (reading: Reading): fc.Arbitrary<Criteria> =>
  fc
    .subarray(criteriaNames, { minLength: 1, maxLength: 4 })
    .chain(
      (chosen) =>
        fc.record(
          Object.fromEntries(chosen.map((name) => [name, oracles[name].any(reading)])),
        ) as fc.Arbitrary<Criteria>,
    );

const oracleOf = (name: keyof Criteria) => oracles[name] as Oracle<"city">;
const matches = (lead: Plain, criteria: Criteria, reading: Reading) =>
  Object.entries(criteria).every(([name, wanted]) =>
    oracleOf(name as keyof Criteria).selects(lead, wanted as string, reading, criteria),
  );

test("criteria select the same leads in SQL as in a plain evaluation", async () => {
  const { db, accountId } = at;
  // The agents of the leads: one who works for the floor's dial group (id 1), one there who is inactive, one who never
  // was.
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
  const reading = {
    campaigns: [...new Set(homes.map((home) => home.campaignId))],
    lists: homes.map((home) => home.listId),
    leads: leads.map((lead) => lead.id),
    present,
  };
  await db.execute(sql`analyze`);
  let selecting = 0;
  const narrowing = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyCriteria(reading), async (wanted) => {
      const expected = leads.filter((lead) => matches(lead, wanted, reading)).map((lead) => lead.id);
      const found = await db.query<{ lead_id: number }>(
        sql`select lead_id from lead where ${searchCondition(wanted, scope())} order by lead_id`,
      );
      expect(
        found.map((row) => row.lead_id),
        JSON.stringify(wanted),
      ).toEqual(expected);
      if (expected.length > 0 && expected.length < leads.length) {
        selecting++;
        for (const name of Object.keys(wanted) as (keyof Criteria)[])
          if (leads.some((lead) => !oracleOf(name).selects(lead, wanted[name] as string, reading, wanted)))
            narrowing.add(name);
      }

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
      expect(
        acted.map((row) => row.lead_id),
        JSON.stringify(wanted),
      ).toEqual(noIdentity ? [] : expected);
    }),
    { numRuns: 1500, seed: 20260701 },
  );
  // A test in which most criteria select all or nothing would say little.
  expect(selecting).toBeGreaterThan(500);
  expect([...narrowing].sort()).toEqual([...criteriaNames].sort());
}, 180_000);

test("an action refuses a field it does not know, and names the nearest", () => {
  expect(() => actionCondition({ campaignsIds: [1] } as Criteria, scope(), false)).toThrow(
    "campaignsIds is not a search criterion; did you mean campaignIds?",
  );
  expect(() => actionCondition({ external: "x" } as Criteria, scope(), true)).toThrow(
    "external is not a search criterion",
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
