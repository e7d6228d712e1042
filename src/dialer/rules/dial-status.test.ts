import { afterAll, beforeAll, expect, test } from "vitest";
import { testContext } from "../../../test/support/context.ts";
import { addAccount, addCampaign, addLeads, type TestCampaign, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { claimLeads } from "../claims/claim.ts";
import { readDialStatus } from "./dial-status.ts";
import { refillCampaign } from "./refill.ts";

let at: Awaited<ReturnType<typeof testContext>>;
let campaign: TestCampaign;
const hours = "09001700";
// A Friday, 06:40 in Denver and 08:40 in New York.
const now = new Date("2026-07-24T12:40:00Z");

beforeAll(async () => {
  at = await testContext();
  campaign = await addCampaign(at.context.db, await addAccount(at.context.db));
  await at.context.db.execute(sql`
    update campaign set mon_sched = ${hours}, tue_sched = ${hours}, wed_sched = ${hours}, thu_sched = ${hours}, fri_sched = ${hours},
      sat_sched = '00000000', sun_sched = '00000000'
    where account_id = ${campaign.accountId} and campaign_id = ${campaign.campaignId}
  `);
});
afterAll(() => at.drop());

async function statusOf(lead: TestLead, moment = now) {
  const [leadId = 0] = await addLeads(at.context.db, campaign, [
    { zone: "America/Denver", phone: "+13035550100", next_dial_time: new Date("2026-07-01T00:00:00Z"), ...lead },
  ]);
  const scope = { accountId: campaign.accountId, country: "USA", timeZone: "America/New_York" };
  return await readDialStatus(at.context.db, scope, { campaignId: campaign.campaignId, leadId }, moment);
}

test.each<[string, TestLead, string, object]>([
  [
    "within its calling hours",
    {},
    "2026-07-24T16:00:00Z",
    { dialable: true, reason: null, dialableAt: null, nextPhone: "+13035550100" },
  ],
  [
    "before its calling hours",
    {},
    "2026-07-24T12:40:00Z",
    { dialable: false, reason: "window", dialableAt: new Date("2026-07-24T15:00:00Z") },
  ],
  [
    "on a Friday evening",
    {},
    "2026-07-25T02:00:00Z",
    { dialable: false, reason: "window", dialableAt: new Date("2026-07-27T15:00:00Z") },
  ],
  [
    "whose time comes within its hours",
    { next_dial_time: new Date("2026-07-24T18:30:00Z") },
    "2026-07-24T16:00:00Z",
    { dialable: false, reason: "nextDialTime", dialableAt: new Date("2026-07-24T18:30:00Z") },
  ],
  [
    "that is paused",
    { lead_state: "PAUSED" },
    "2026-07-24T16:00:00Z",
    { dialable: false, reason: "state", dialableAt: null },
  ],
  [
    "that is suppressed",
    { suppressed: true },
    "2026-07-24T12:40:00Z",
    { dialable: false, reason: "suppressed", dialableAt: null },
  ],
])("the status of a lead %s matches what a claim would decide", async (_, lead, moment, expected) => {
  expect(await statusOf(lead, new Date(moment))).toMatchObject(expected);
});

test("a lead of another campaign is not found", async () => {
  const scope = { accountId: campaign.accountId, country: "USA", timeZone: "America/New_York" };
  const asked = { campaignId: campaign.campaignId, leadId: 987_654_321 };
  await expect(readDialStatus(at.context.db, scope, asked, now)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a lead's position is the order in which claims hand it out", async () => {
  const { db } = at.context;
  const { accountId, campaignId, ...rest } = await addCampaign(db, campaign.accountId);
  const scope = { accountId, country: "USA", timeZone: "America/New_York" };
  const noon = new Date("2026-07-24T16:00:00Z");
  const past = (minutes: number) => new Date(noon.getTime() - minutes * 60_000);
  const kinds: TestLead[] = [
    { pass_count: 1 },
    { zone: "America/Los_Angeles" },
    { suppressed: true },
    { immediate: true },
    { lead_state: "CALLBACK", callback_at: past(5), next_dial_time: past(5) },
    { priority_requeue: true, zone: "America/Chicago" },
    { lead_state: "PAUSED" },
    { lead_state: "CALLBACK", callback_at: past(50), next_dial_time: past(50), zone: "America/Denver" },
    { phone: "+14155559999" },
    { lead_priority: 9, zone: "America/Denver" },
  ];
  const leads = Array.from({ length: 40 }, (_, i) => ({ next_dial_time: past(600), ...kinds[(i * 7) % kinds.length] }));
  const ids = await addLeads(db, { accountId, campaignId, ...rest }, leads);
  await db.execute(sql`
    insert into dnc_entry (account_id, phone, added_by, added_at) values (${accountId}, '+14155559999', 'test', now())
  `);
  // Nobody has requested its leads yet; the position is known once the queue is filled.
  expect(await readDialStatus(db, scope, { campaignId, leadId: ids[0] as number }, noon)).toMatchObject({
    before: null,
  });
  await refillCampaign(db, scope, campaignId, 0, noon);
  const places = new Map<number, number>();
  for (const leadId of ids) {
    const { dialable, before } = await readDialStatus(db, scope, { campaignId, leadId }, noon);
    if (dialable) expect(before).toMatchObject({ exact: true });
    else expect(before).toBeNull();
    if (before) places.set(leadId, before.count);
  }
  const claims = await claimLeads(db, scope, { campaignIds: [campaignId], max: 100, claimedBy: "test" }, noon);
  expect(claims).toHaveLength(28);
  expect(claims.map(({ leadId }) => places.get(leadId))).toEqual(claims.map((_, i) => i));
});

test("a lead behind more than a thousand others says so without counting them all", async () => {
  const { db } = at.context;
  const other = await addCampaign(db, campaign.accountId);
  const past = new Date("2026-07-01T00:00:00Z");
  const ids = await addLeads(
    db,
    other,
    Array.from({ length: 1200 }, () => ({ next_dial_time: past })),
  );
  const scope = { accountId: other.accountId, country: "USA", timeZone: "America/New_York" };
  const noon = new Date("2026-07-24T16:00:00Z");
  await refillCampaign(db, scope, other.campaignId, 0, noon);
  const befores = await Promise.all(
    [ids.at(0), ids.at(-1)].map(async (leadId = 0) => {
      const { before } = await readDialStatus(db, scope, { campaignId: other.campaignId, leadId }, noon);
      return before;
    }),
  );
  expect(befores).toContainEqual({ count: 1001, exact: false });
  expect(befores).toContainEqual({ count: 0, exact: true });
});
