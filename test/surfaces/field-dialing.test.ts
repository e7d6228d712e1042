import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accountFields } from "../../src/accounts/account-fields.ts";
import { campaignFields } from "../../src/campaigns/campaign-fields.ts";
import { dialGroupFields } from "../../src/campaigns/dial-group-fields.ts";
import { sql } from "../../src/db/sql.ts";
import { listFields } from "../../src/lists/list-fields.ts";
import { addAgent, addCampaign, addLeads, addList, type TestLead } from "../support/leads.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

// A Friday, 12:00 in New York.
const friday = new Date("2026-07-24T16:00:00Z");
const time = { now: friday };
const days = ["fri", "sat", "sun", "mon", "tue", "wed", "thu"];
let program: Program;
/** A token that does not expire, since the test's clock moves by days. */
let client: Client;
let account: string;

beforeAll(async () => {
  program = await startProgram({ clock: () => time.now });
  const { body } = await program.request("POST", "/v1/tokens", { label: "test" });
  client = program.client(body.token);
  account = `/v1/accounts/${program.accountId}`;
});
afterAll(() => program.stop());
beforeEach(() => {
  time.now = friday;
});

interface World {
  dialGroup: string;
  campaign: string;
  list: string;
  /** The names of the leads that a dialer is handed, in order. */
  handedOut: () => Promise<string[]>;
}

let phone = 4155559000;

/** Creates leads in two campaigns of one dial group such that each setting admits, holds back, or reorders some of them. */
async function world(): Promise<World> {
  const { db, accountId } = program;
  const campaign = await addCampaign(db, accountId);
  const { dialGroupId, campaignId } = campaign;
  const second = await addCampaign(db, accountId, dialGroupId);
  await addAgent(db, accountId, dialGroupId);
  await db.execute(sql`update dial_group set enable_list_priority = true where dial_group_id = ${dialGroupId}`);
  await db.execute(sql`
    update campaign set campaign_priority = 2, max_daily_passes = 5, sat_sched = '08002100', sun_sched = '08002100'
    where campaign_id = ${campaignId}
  `);
  const listId = await addList(db, accountId, campaignId);
  await db.execute(sql`update lead_list set list_priority = 3 where list_id = ${listId}`);
  const today = time.now.toISOString().slice(0, 10);
  const callback = { lead_state: "CALLBACK", callback_at: new Date(time.now.getTime() - 3_600_000) };
  const load = (into: typeof campaign, leads: Record<string, TestLead>) =>
    addLeads(
      db,
      into,
      Object.entries(leads).map(([name, lead]) => ({ phone: `+1${phone++}`, ...lead, first_name: name })),
    );
  const [dialedToday] = await load(campaign, {
    dialedToday: { phone: `+1${phone++}`, lead_priority: 9 },
    passed: { pass_count: 1, lead_priority: 1 },
    passedTwice: { pass_count: 2, lead_priority: 2 },
    spent: { pass_count: 3 },
    spentToday: { daily_pass_count: 5, daily_pass_on: today },
    calledBackSpent: { ...callback, pass_count: 3, last_system_disposition: "ANSWER" },
    calledBackToday: { ...callback, daily_pass_count: 5, daily_pass_on: today },
    dialedOften: { dial_count: 7, pass_count: 1 },
    immediate: { immediate: true, pass_count: 1 },
  });
  await load({ ...campaign, listId }, { elsewhere: { pass_count: 2 }, elsewhereFresh: {} });
  await load(second, { other: {}, otherPassed: { pass_count: 1 } });
  await db.execute(sql`
    insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, phone)
    select account_id, lead_id, ${campaignId}, 1, ${time.now}, 'BUSY', phone from contact where lead_id = ${dialedToday}
  `);
  return {
    dialGroup: `${account}/dial-groups/${dialGroupId}`,
    campaign: `${account}/campaigns/${campaignId}`,
    list: `${account}/lists/${listId}`,
    async handedOut() {
      const { body } = await client.request("POST", `${account}/dialer/claims`, { dialGroupId, max: 50 });
      return body.claims.map((claim: { lead: { firstName: string } }) => claim.lead.firstName);
    },
  };
}

/** For each field, a value that differs from the setup's and has a visible effect. */
const campaignChanges: Record<keyof typeof campaignFields, unknown> = {
  campaignName: "Another",
  campaignDesc: "Another",
  isActive: 0,
  campaignPriority: 5,
  dialLoadedOrder: 4,
  maxPasses: 9,
  maxPassesExclude: "BUSY",
  maxDailyPasses: 9,
  maxDailyPassesInclude: "BUSY",
  maxDialLimit: 7,
  passDelayMin: 1,
  passActions: [{ fromPass: 1, toPass: 9, requeue: "NONE" }],
  monSched: "00000000",
  tueSched: "00000000",
  wedSched: "00000000",
  thuSched: "00000000",
  friSched: "00000000",
  satSched: "00000000",
  sunSched: "00000000",
  startDate: "2027-01-01T00:00:00Z",
  endDate: "2026-07-01T00:00:00Z",
  targetAbandonRate: 1,
  callerId: "+14155550100",
  appUrl: "https://crm.example.com",
  scriptText: "Good afternoon",
  dispositionTimeout: 30,
};
const dialGroupChanges: Record<keyof typeof dialGroupFields, unknown> = {
  dialGroupName: "Another",
  dialGroupDesc: "Another",
  dialMode: "PREVIEW",
  isActive: false,
  maxLeadsReturned: 7,
  requireFetchedLeadsCalled: true,
  enableAgentFilter: true,
  enableListPriority: false,
  enableAbsolutePriority: true,
  enableCallbacksAfterMaxpass: false,
  enableCallbacksAfterMaxDailyPass: true,
};
const listChanges: Record<keyof typeof listFields, unknown> = {
  listDesc: "Another",
  listState: "PAUSED",
  listPriority: -5,
  dialPriority: "IMMEDIATE",
  archiveAt: "2026-07-01T00:00:00Z",
};
const accountChanges: Record<keyof typeof accountFields, unknown> = {
  requireSecondFactor: true,
  accountName: "Another",
  // A zone where it is already tomorrow.
  timeZone: "Pacific/Auckland",
  countryId: "CAN",
  attemptsPerPhonePerDay: 1,
};

type DeclaredFields = Record<string, { dialing: "order" | "eligibility" | "none" }>;
const casesOf = (fields: DeclaredFields, changes: Record<string, unknown>) =>
  Object.entries(fields).map(([field, { dialing }]) => ({ field, dialing, value: changes[field] }));

async function expectEffect(
  { field, dialing, value }: { field: string; dialing: string; value: unknown },
  urlOf: (world: World) => string,
): Promise<void> {
  const day = days.indexOf(field.slice(0, 3));
  if (field.endsWith("Sched")) time.now = new Date(friday.getTime() + day * 24 * 3_600_000);
  const before = await (await world()).handedOut();
  const changed = await world();
  const url = urlOf(changed);
  const was = (await client.request("GET", url)).body[field];
  expect(was).not.toEqual(value);
  expect(await client.request("PATCH", url, { [field]: value })).toMatchObject({ status: 200 });
  const after = await changed.handedOut();
  if (url === account) await client.request("PATCH", url, { [field]: was });
  expect(before.length).toBeGreaterThan(5);
  if (dialing === "none") expect(after).toEqual(before);
  else if (dialing === "order") {
    expect(after.toSorted()).toEqual(before.toSorted());
    expect(after).not.toEqual(before);
  } else expect(after.toSorted()).not.toEqual(before.toSorted());
}

describe("a field of a", () => {
  test.each(casesOf(campaignFields, campaignChanges))("campaign: $field changes $dialing of waiting leads", (one) =>
    expectEffect(one, ({ campaign }) => campaign),
  );
  test.each(casesOf(dialGroupFields, dialGroupChanges))("dial group: $field changes $dialing of waiting leads", (one) =>
    expectEffect(one, ({ dialGroup }) => dialGroup),
  );
  test.each(casesOf(listFields, listChanges))("list: $field changes $dialing of waiting leads", (one) =>
    expectEffect(one, ({ list }) => list),
  );
  test.each(casesOf(accountFields, accountChanges))("account: $field changes $dialing of waiting leads", (one) =>
    expectEffect(one, () => account),
  );
});
