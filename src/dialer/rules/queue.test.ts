import { beforeEach, expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addCampaign, addLeads, type TestCampaign, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { scopeOf } from "../../leads/search/scope.ts";
import { claimLeads } from "../claims/claim.ts";
import { completeClaim } from "../passes/complete.ts";
import { readQueue } from "./queue.ts";

const at = testAccount();
const scope = () => scopeOf(at.db, at.accountId);
const who = { userId: 1, name: "dialer@example.com" };
const [barred, held, tried, shared, free] = [61, 62, 63, 64, 65].map((n) => `+141555501${n}`) as [
  string,
  string,
  string,
  string,
  string,
];

let campaign: TestCampaign;
let other: TestCampaign;
beforeEach(async () => {
  await at.db.execute(sql`update account set attempts_per_phone_per_day = null where account_id = ${at.accountId}`);
  await at.db.execute(sql`delete from dnc_entry where account_id = ${at.accountId}`);
  campaign = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
  other = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
});

const claim = async (phone: string) => {
  await addLeads(at.db, other, [{ phone }]);
  const request = { campaignIds: [other.campaignId], max: 1, claimedBy: "dialer@example.com" };
  const [made] = await claimLeads(at.db, await scope(), request, now);
  return made?.claimId as number;
};

/** Adds a do-not-call entry for a number or an external id, permanent or until a moment. */
const bar = (what: { phone?: string; externId?: string }, until: Date | null = null) =>
  at.db.execute(sql`
    insert into dnc_entry (account_id, phone, extern_id, added_by, added_at, expires_at)
    values (${at.accountId}, ${what.phone ?? null}, ${what.externId ?? null}, 'test', ${now}, ${until})
  `);

async function figures(...leads: TestLead[]) {
  await addLeads(at.db, campaign, leads);
  const { total, dialableNow, laterToday, tomorrow, later, notDialable } = await readQueue(
    at.db,
    await scope(),
    campaign,
    now,
  );
  const reasons = Object.fromEntries(notDialable.map(({ reason, count }) => [reason, count]));
  return { total, dialableNow, laterToday, tomorrow, later, ...reasons };
}

test("a number on a do-not-call list counts only if a lead has no other", async () => {
  await bar({ phone: barred });
  expect(
    await figures({ phone: barred }, { phone: barred, morePhones: [free] }, { phone: free, morePhones: [barred] }, {}),
  ).toEqual({ total: 4, dialableNow: 3, laterToday: 0, tomorrow: 0, later: 0, doNotCall: 1 });
});

test("a lead whose do-not-call entry expires counts as dialable from then on", async () => {
  const days = (n: number) => new Date(now.getTime() + n * 86_400_000);
  await bar({ phone: barred }, days(1));
  await bar({ externId: "Gone" }, days(3));
  expect(await figures({ phone: barred }, { extern_id: "gone" }, { extern_id: "GONE" }, {})).toEqual({
    total: 4,
    dialableNow: 1,
    laterToday: 0,
    tomorrow: 1,
    later: 2,
    doNotCall: 3,
  });
});

test("a number on a call holds back all leads that have it", async () => {
  await claim(held);
  expect(await figures({ phone: held }, { phone: free, morePhones: [held] }, {})).toEqual({
    total: 3,
    dialableNow: 1,
    laterToday: 0,
    tomorrow: 0,
    later: 0,
    numberHeld: 2,
  });
});

test("numbers at the account's daily limit wait until tomorrow, and so do leads left without a number by others", async () => {
  await completeClaim(at.db, await scope(), who, { claimId: await claim(tried), systemDisposition: "BUSY" }, now);
  await at.db.execute(sql`update account set attempts_per_phone_per_day = 1 where account_id = ${at.accountId}`);
  const withAnother = ["+14155550166", free].map((number) => ({ phone: tried, morePhones: [number] }));
  expect(await figures({ phone: tried }, ...withAnother, { phone: shared }, { phone: shared }, {})).toEqual({
    total: 6,
    dialableNow: 4,
    laterToday: 0,
    tomorrow: 2,
    later: 0,
    phoneAttempts: 2,
  });
});

test("calling hours that begin when the campaign ends are of no use", async () => {
  // It is 11 AM on a Wednesday in New York.
  await at.db.execute(sql`
    update campaign set wed_sched = '13002000', end_date = ${new Date(now.getTime() + 2 * 3_600_000)}
    where campaign_id = ${campaign.campaignId}
  `);
  expect(await figures({})).toMatchObject({ total: 1, dialableNow: 0, laterToday: 0, tomorrow: 0, later: 1 });
});

test("a lead that is due after its campaign ends is dialable neither today nor tomorrow", async () => {
  const hour = (n: number, seconds = 0) => new Date(now.getTime() + n * 3_600_000 + seconds * 1000);
  await at.db.execute(sql`update campaign set end_date = ${hour(2, 20)} where campaign_id = ${campaign.campaignId}`);
  expect(
    await figures({ next_dial_time: hour(1) }, { next_dial_time: hour(2, 40) }, { next_dial_time: hour(3) }, {}),
  ).toEqual({
    total: 4,
    dialableNow: 1,
    laterToday: 1,
    tomorrow: 0,
    later: 2,
    nextDialTime: 3,
  });
});
