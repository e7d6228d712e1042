import { beforeEach, expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addAgent, addCampaign, addLeads, type TestCampaign, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { acceptUndo } from "../../leads/engine/accept-action.ts";
import { scopeOf } from "../../leads/search/scope.ts";
import { claimLeads } from "../claims/claim.ts";
import { releaseClaim } from "../claims/release.ts";
import { sweepClaims } from "../claims/sweep.ts";
import { hangUpClaim } from "./claim-steps.ts";
import { completeClaim, type SentOutcome } from "./complete.ts";

const at = testAccount();
const who = { userId: 1, name: "dialer@example.com" };
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const scope = () => scopeOf(at.db, at.accountId);

let campaign: TestCampaign;
/** In a dial group that the agent doesn't work for. */
let elsewhere: TestCampaign;
beforeEach(async () => {
  campaign = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
  elsewhere = await addCampaign(at.db, at.accountId);
  await at.db.execute(sql`update claim set lease_expires_at = '2100-01-01' where ended_at is null`);
});

async function claim(moment = now) {
  const request = { campaignIds: [campaign.campaignId], max: 1, claimedBy: who.name };
  const [made] = await claimLeads(at.db, await scope(), request, moment);
  return made?.claimId as number;
}
async function claimed(lead: TestLead = {}) {
  const [leadId] = (await addLeads(at.db, campaign, [lead])) as [number];
  return { leadId, claimId: await claim() };
}
const complete = async (claimId: number, outcome: Omit<SentOutcome, "claimId">, moment = minutes(1)) =>
  completeClaim(at.db, await scope(), who, { claimId, ...outcome }, moment);
const hangUp = async (claimId: number, systemDisposition: "ANSWER" | "BUSY", moment = minutes(1)) =>
  at.db.transaction(async (tx) =>
    hangUpClaim(tx, await scope(), who, claimId, { systemDisposition, durationSeconds: 9 }, moment),
  );
const callBack = (leadId: number, date = minutes(60)) =>
  at.run(
    "CALLBACK_LEADS",
    { leadIds: [leadId] },
    { ACTION_TYPE: "AGENT", RESERVATION_AGENT_ID: at.agentId, CALLBACK_DATE: date.toISOString() },
  );
const disposition = (name: string, flags: { isComplete?: boolean; target?: number } = {}) =>
  at.db.execute(sql`
    insert into disposition (account_id, campaign_id, disposition_name, is_complete, is_requeued, dest_campaign_id)
    values (${at.accountId}, ${campaign.campaignId}, ${name}, ${flags.isComplete ?? false}, ${!flags.isComplete}, ${flags.target ?? null})
  `);
const leadOf = (leadId: number) =>
  at.db.maybe<Record<string, unknown>>(
    sql`select * from lead where account_id = ${at.accountId} and lead_id = ${leadId}`,
  );
const passesOf = (leadId: number) =>
  at.db.query<Record<string, unknown>>(sql`select * from pass where lead_id = ${leadId} order by pass_id`);

const appointed = () => ({
  lead_state: "PENDING-CALLBACK",
  callback_at: minutes(60),
  callback_agent_id: at.agentId,
  next_dial_time: minutes(60),
});

test.each(["in time", "late"])(
  "an appointment that somebody makes during a call outlasts the call, %s",
  async (when) => {
    await disposition("Again");
    for (const outcome of [
      { systemDisposition: "NOANSWER" },
      { systemDisposition: "ANSWER", agentDisposition: "Again" },
    ] as const) {
      const { leadId, claimId } = await claimed();
      if (when === "late") await at.db.transaction((tx) => releaseClaim(tx, at.accountId, claimId, now));
      await callBack(leadId);
      expect(await complete(claimId, outcome)).toMatchObject({ leadState: "PENDING-CALLBACK", callback: null });
      expect(await leadOf(leadId)).toMatchObject({ ...appointed(), pass_count: 1 });
    }
  },
);

test("an appointment made after the default disposition was applied outlasts a late outcome", async () => {
  await disposition("Again");
  await at.db.execute(sql`update disposition set is_default = true where campaign_id = ${campaign.campaignId}`);
  const { leadId, claimId } = await claimed();
  await hangUp(claimId, "ANSWER");
  await at.db.execute(sql`update claim set lease_expires_at = ${now} where claim_id = ${claimId}`);
  await sweepClaims(at.db, minutes(2));
  await callBack(leadId);
  await complete(claimId, { agentDisposition: "Again", notes: "late" }, minutes(3));
  expect(await leadOf(leadId)).toMatchObject({ ...appointed(), pass_count: 1 });
});

test("the appointment for which a lead is called ends with the call", async () => {
  const { leadId, claimId } = await claimed({ lead_state: "CALLBACK", callback_at: minutes(-1) });
  const left = await complete(claimId, { systemDisposition: "NOANSWER" });
  expect(left).toMatchObject({ leadState: "READY" });
  expect(left.warnings).toBeUndefined();
  expect(await leadOf(leadId)).toMatchObject({ callback_at: null });
});

test("an outcome that ends the lead or makes an appointment says what became of one made during the call", async () => {
  const ended = await claimed();
  await callBack(ended.leadId);
  const warnings = [
    `callback of ${minutes(60).toISOString()}, made during the call, dropped because the lead is COMPLETE`,
  ];
  expect(await complete(ended.claimId, { systemDisposition: "ANSWER" })).toMatchObject({
    leadState: "COMPLETE",
    warnings,
  });
  // A repeated completion gives the same warnings.
  expect(await complete(ended.claimId, { systemDisposition: "ANSWER" })).toMatchObject({ warnings });

  const moved = await claimed();
  await callBack(moved.leadId);
  expect(
    await complete(moved.claimId, { systemDisposition: "ANSWER", callback: { at: minutes(90), agentId: at.agentId } }),
  ).toMatchObject({
    callback: "MADE",
    warnings: [`callback of ${minutes(60).toISOString()}, made during the call, replaced`],
  });
});

test("a late appointment applies despite a newer pass, and is kept while another claim holds the lead", async () => {
  const outcome = () =>
    ({ systemDisposition: "ANSWER", callback: { at: minutes(60), agentId: at.agentId } }) satisfies Omit<
      SentOutcome,
      "claimId"
    >;
  const passed = await claimed();
  await sweepClaims(at.db, minutes(2));
  await complete(await claim(minutes(2)), { systemDisposition: "NOANSWER" }, minutes(3));
  expect(await complete(passed.claimId, outcome(), minutes(4))).toMatchObject({
    leadState: "PENDING-CALLBACK",
    leadStays: "NEWER_PASS",
    callback: "MADE",
  });
  expect(await leadOf(passed.leadId)).toMatchObject(appointed());

  for (const end of ["completed", "released"]) {
    const held = await claimed();
    await at.db.transaction((tx) => releaseClaim(tx, at.accountId, held.claimId, now));
    const other = await claim();
    expect(await complete(held.claimId, outcome())).toMatchObject({ leadStays: "CLAIMED", callback: "KEPT" });
    expect(await leadOf(held.leadId)).toMatchObject({ claim_id: other, lead_state: "PENDING" });
    if (end === "completed") await complete(other, { systemDisposition: "BUSY" });
    else await at.db.transaction((tx) => releaseClaim(tx, at.accountId, other, now));
    expect(await leadOf(held.leadId), end).toMatchObject(appointed());
  }
});

test("a hangup after its claim ended is recorded at once, and its disposition amends that pass", async () => {
  await disposition("Sold", { isComplete: true });
  const { leadId, claimId } = await claimed();
  await at.run("DIALER_REFRESH", { campaignIds: [campaign.campaignId] });
  expect(await hangUp(claimId, "BUSY")).toMatchObject({ status: "LAPSED", leadState: "READY" });
  expect(await hangUp(claimId, "ANSWER")).toMatchObject({ status: "LAPSED" });
  expect(await passesOf(leadId)).toMatchObject([{ system_disposition: "BUSY", duration_seconds: 9 }]);
  expect(await leadOf(leadId)).toMatchObject({ pass_count: 1, dial_count: 1 });
  expect(await complete(claimId, { agentDisposition: "Sold", notes: "two" })).toMatchObject({
    leadState: "COMPLETE",
    late: true,
  });
  expect(await passesOf(leadId)).toMatchObject([{ agent_disposition: "Sold", agent_notes: "two" }]);
  expect(await leadOf(leadId)).toMatchObject({ pass_count: 1, dial_count: 1 });
  await expect(hangUp(claimId, "ANSWER")).rejects.toMatchObject({ code: "CONFLICT" });
});

test("a move after a pass warns if it leaves the lead to nobody", async () => {
  await disposition("There", { target: elsewhere.campaignId });
  const warnings = ["orphaned: the lead's agent does not work for the target campaign"];
  const outcome = { systemDisposition: "ANSWER", agentDisposition: "There" } as const;
  const reserved = await claimed();
  await at.run("AGENT_RESERVATION", { leadIds: [reserved.leadId] }, { RESERVATION_AGENT_ID: at.agentId });
  expect(await complete(reserved.claimId, outcome)).toMatchObject({ warnings });
  expect(await complete(reserved.claimId, outcome)).toMatchObject({ warnings });
  const appointment = await claimed();
  const callback = { at: minutes(60), agentId: at.agentId };
  expect(await complete(appointment.claimId, { ...outcome, callback })).toMatchObject({ callback: "MADE", warnings });
  expect((await complete((await claimed()).claimId, outcome)).warnings).toBeUndefined();
});

test("an undo and READY_LEADS say which leads are left to nobody", async () => {
  const agentId = await addAgent(at.db, at.accountId, campaign.dialGroupId);
  const leads = (await addLeads(at.db, campaign, [
    { reserved_agent_id: agentId },
    { reserved_agent_id: at.agentId },
    { lead_state: "PAUSED", callback_at: minutes(60), callback_agent_id: agentId },
  ])) as [number, number, number];
  const reserved = leads.slice(0, 2);
  const moved = await at.run("MOVE_TO_CAMPAIGN", { leadIds: reserved }, { CAMPAIGN_ID: at.target.campaignId });
  await at.db.execute(sql`update agent set is_active = false where agent_id = ${agentId}`);
  // Back to where its agent used to be served it and no longer is; in the target it was served to nobody either.
  const undone = await acceptUndo(at.db, at.accountId, who, moved.actionId, undefined, now);
  expect(undone.warnings).toEqual([]);
  const cleared = await at.run("AGENT_RESERVATION", { leadIds: reserved }, { RESERVATION_AGENT_ID: "0" });
  expect(await acceptUndo(at.db, at.accountId, who, cleared.actionId, undefined, now)).toMatchObject({
    changed: 2,
    warnings: [{ warning: "orphaned: the lead's agent does not work for its campaign", count: 1 }],
  });
  expect(await at.run("READY_LEADS", { leadIds: [leads[2]] })).toMatchObject({
    changed: 1,
    warnings: [{ warning: "orphaned: the agent of the lead's callback does not work for its campaign", count: 1 }],
  });
});
