import { beforeEach, describe, expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addCampaign, addLeads, type TestCampaign, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { acceptUndo } from "../../leads/engine/accept-action.ts";
import { readHistory } from "../../leads/history.ts";
import { scopeOf } from "../../leads/search/scope.ts";
import type { SystemDisposition } from "../../leads/state.ts";
import { claimLeads } from "../claims/claim.ts";
import { releaseClaim } from "../claims/release.ts";
import { sweepClaims } from "../claims/sweep.ts";
import { connectClaim, renewClaim } from "./claim-steps.ts";
import { completeClaim } from "./complete.ts";
import type { Outcome } from "./dialed-lead.ts";

const at = testAccount();
const who = { userId: 1, name: "dialer@example.com" };
const minutes = (n: number, from = now) => new Date(from.getTime() + n * 60_000);

let campaign: TestCampaign;
beforeEach(async () => {
  campaign = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
});

async function claimed(lead: TestLead = {}, agentId?: number) {
  const [leadId] = (await addLeads(at.db, campaign, [lead])) as [number];
  const scope = await scopeOf(at.db, at.accountId);
  const request = { campaignIds: [campaign.campaignId], max: 1, agentId, claimedBy: "dialer@example.com" };
  const [claim] = await claimLeads(at.db, scope, request, now);
  expect(claim).toMatchObject({ leadId });
  return { leadId, claimId: claim?.claimId as number, phone: claim?.phone, scope };
}

async function disposition(name: string, flags: Record<string, unknown> = {}) {
  const columns = Object.keys(flags);
  await at.db.pool.query(
    `insert into disposition (account_id, campaign_id, disposition_name ${columns.map((c) => `, ${c}`).join("")})
     values ($1, $2, $3 ${columns.map((_, i) => `, $${i + 4}`).join("")})`,
    [at.accountId, campaign.campaignId, name, ...Object.values(flags)],
  );
}

const complete = async (claimId: number, outcome: Omit<Outcome, "claimId">, moment = now) =>
  await completeClaim(at.db, await scopeOf(at.db, at.accountId), who, { claimId, ...outcome }, moment);

const leadOf = (leadId: number) =>
  at.db.maybe<Record<string, unknown>>(
    sql`select * from lead where account_id = ${at.accountId} and lead_id = ${leadId}`,
  );
const passesOf = (leadId: number) =>
  at.db.query<Record<string, unknown>>(sql`select * from pass where lead_id = ${leadId} order by pass_id`);

test.each<[SystemDisposition, string]>([
  ["ANSWER", "COMPLETE"],
  ["NOANSWER", "READY"],
  ["BUSY", "READY"],
  ["MACHINE", "READY"],
  ["ABANDON", "READY"],
  ["CONGESTION", "READY"],
  ["INTERCEPT", "INTERCEPT"],
  ["DISCONNECT", "DISCONNECTED"],
  ["APP_DNC", "DO-NOT-CALL"],
  ["API_ERROR", "READY"],
])("a pass with %s leaves its lead %s", async (systemDisposition, state) => {
  const { leadId, claimId } = await claimed({ immediate: true, priority_requeue: true });
  const left = await complete(claimId, { systemDisposition, durationSeconds: 12, uii: "u1" });
  expect(left).toMatchObject({ claimId, leadState: state, nextDialTime: minutes(60) });
  expect(await leadOf(leadId)).toMatchObject({
    lead_state: state,
    next_dial_time: minutes(60),
    pass_count: 1,
    dial_count: 1,
    daily_pass_count: 1,
    immediate: false,
    priority_requeue: false,
    claim_id: null,
    last_system_disposition: systemDisposition,
  });
  expect(await passesOf(leadId)).toMatchObject([
    { pass_id: left.passId, pass_number: 1, system_disposition: systemDisposition, duration_seconds: 12, uii: "u1" },
  ]);
});

interface Case {
  title: string;
  flags: Record<string, unknown>;
  system?: SystemDisposition;
  after: Record<string, unknown>;
}
const cases: Case[] = [
  { title: "completes", flags: { is_complete: true }, system: "NOANSWER", after: { lead_state: "COMPLETE" } },
  {
    title: "requeues after its own delay",
    flags: { is_requeued: true, requeue_delay_min: 5 },
    after: { lead_state: "READY", next_dial_time: minutes(5) },
  },
  {
    title: "with isSuccess completes",
    flags: { is_success: true },
    system: "MACHINE",
    after: { lead_state: "COMPLETE" },
  },
  {
    title: "without flags leaves the decision to the system disposition",
    flags: {},
    system: "BUSY",
    after: { lead_state: "READY" },
  },
  {
    title: "with isComplete and isRequeued completes",
    flags: { is_complete: true, is_requeued: true },
    after: { lead_state: "COMPLETE" },
  },
  {
    title: "with doNotCall ends the lead for good",
    flags: { do_not_call: true, is_requeued: true },
    after: { lead_state: "DO-NOT-CALL" },
  },
];
test.each(cases)("an agent disposition $title", async ({ flags, system = "ANSWER", after }) => {
  await disposition("Mine", flags);
  const { leadId, claimId } = await claimed();
  await complete(claimId, { systemDisposition: system, agentDisposition: "mine" });
  expect(await leadOf(leadId)).toMatchObject({ ...after, last_agent_disposition: "Mine", pass_count: 1 });
});

test("a do-not-call disposition bars every number of the lead under its tag, which is created if needed", async () => {
  await disposition("Stop", { do_not_call: true, dnc_tag_label: "Spoken" });
  const { claimId, phone } = await claimed({ morePhones: ["+14155550999"] });
  await complete(claimId, { systemDisposition: "ANSWER", agentDisposition: "Stop" });
  const entries = await at.db.query(sql`
    select phone, tag_label, reason, added_by from dnc_entry
    join dnc_tag on dnc_tag.account_id = dnc_entry.account_id and dnc_tag.dnc_tag_id = dnc_entry.dnc_tag_id
    where dnc_entry.account_id = ${at.accountId} and phone = any (${[phone, "+14155550999"]}::text[]) order by phone = ${phone} desc
  `);
  expect(entries).toEqual([
    { phone, tag_label: "Spoken", reason: "Stop", added_by: who.name },
    { phone: "+14155550999", tag_label: "Spoken", reason: "Stop", added_by: who.name },
  ]);
});

test("a disposition moves the lead to another campaign as a lead action that can be undone", async () => {
  await disposition("Elsewhere", { dest_campaign_id: at.target.campaignId });
  const { leadId, claimId } = await claimed();
  const second = await claimed();
  await complete(claimId, { systemDisposition: "ANSWER", agentDisposition: "Elsewhere" });
  await complete(second.claimId, { systemDisposition: "ANSWER", agentDisposition: "Elsewhere" });
  const moved = await leadOf(leadId);
  expect(moved).toMatchObject({ campaign_id: at.target.campaignId, lead_state: "READY", pass_count: 0 });
  expect((await leadOf(second.leadId))?.list_id).toBe(moved?.list_id);
  const { events } = await readHistory(at.db, at.accountId, leadId, { limit: 10, newestFirst: false });
  expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["CLAIMED", "PASS", "ACTION"]));
  expect(events.find(({ kind }) => kind === "ACTION")).toMatchObject({
    by: who.name,
    details: { action: "MOVE_TO_CAMPAIGN" },
  });
});

test("a disposition copies the lead, and mergeOriginal credits the copy's pass to the original", async () => {
  await disposition("Copy", { dest_campaign_id: at.target.campaignId, create_copy: true });
  const { leadId, claimId } = await claimed();
  await complete(claimId, { systemDisposition: "ANSWER", agentDisposition: "Copy" });
  expect(await leadOf(leadId)).toMatchObject({ campaign_id: campaign.campaignId, lead_state: "COMPLETE" });
  const copy = await at.db.one<{ lead_id: number }>(sql`select * from lead where original_lead_id = ${leadId}`);
  expect(copy).toMatchObject({ campaign_id: at.target.campaignId, lead_state: "READY", pass_count: 0 });
  campaign = at.target;
  await disposition("Merged", { is_complete: true, merge_original: true });
  const scope = await scopeOf(at.db, at.accountId);
  await at.db.execute(
    sql`update lead set suppressed = true where campaign_id = ${at.target.campaignId} and lead_id <> ${copy.lead_id}`,
  );
  const [claim] = await claimLeads(at.db, scope, { campaignIds: [at.target.campaignId], max: 1, claimedBy: "d" }, now);
  expect(claim?.leadId).toBe(copy.lead_id);
  await complete(claim?.claimId as number, { systemDisposition: "ANSWER", agentDisposition: "Merged" });
  expect(await leadOf(copy.lead_id)).toMatchObject({ lead_state: "COMPLETE", pass_count: 1 });
  expect(await leadOf(leadId)).toMatchObject({ pass_count: 2, last_agent_disposition: "Merged" });
  expect(await passesOf(copy.lead_id)).toEqual([]);
  expect(await passesOf(leadId)).toHaveLength(2);
});

test("pass actions requeue with priority or their own delay, complete, or move, each for its range of passes", async () => {
  const actions = [
    { fromPass: 1, toPass: 1, requeue: "PRIORITY", delayMin: 3 },
    { fromPass: 2, toPass: 2, requeue: "STANDARD", delayMin: 7, destCampaignId: at.target.campaignId },
    { fromPass: 3, toPass: 3, requeue: "NONE" },
    { fromPass: 4, toPass: 9, requeue: "STANDARD", isComplete: true },
  ];
  await at.db.execute(sql`
    update campaign set pass_actions = ${JSON.stringify(actions)}, max_passes = 10 where campaign_id = ${campaign.campaignId}
  `);
  const outcomes = [];
  for (const pass_count of [0, 1, 2, 3]) {
    const { leadId, claimId } = await claimed({ pass_count });
    await complete(claimId, { systemDisposition: "NOANSWER" });
    outcomes.push(await leadOf(leadId));
  }
  expect(outcomes).toMatchObject([
    { lead_state: "READY", priority_requeue: true, next_dial_time: minutes(3), campaign_id: campaign.campaignId },
    { lead_state: "READY", priority_requeue: false, next_dial_time: minutes(7), campaign_id: at.target.campaignId },
    { lead_state: "COMPLETE", campaign_id: campaign.campaignId },
    { lead_state: "COMPLETE", campaign_id: campaign.campaignId },
  ]);
  const { leadId, claimId } = await claimed();
  await complete(claimId, { systemDisposition: "ANSWER" });
  expect(await leadOf(leadId)).toMatchObject({ lead_state: "COMPLETE" });
});

describe("a lead that moves on its last pass", () => {
  const spent = { pass_count: 2, daily_pass_count: 1, daily_pass_on: "2026-07-01", dial_count: 4 };
  const anew = { pass_count: 0, daily_pass_count: 0, daily_pass_on: null, dial_count: 0 };
  const last = (destCampaignId: number) =>
    at.db.execute(sql`
      update campaign set max_passes = 3, max_daily_passes = 2, max_dial_limit = 5,
        pass_actions = ${JSON.stringify([{ fromPass: 3, toPass: 3, requeue: "STANDARD", delayMin: 0, destCampaignId }])}
      where campaign_id in (${campaign.campaignId}, ${at.target.campaignId})
    `);

  test.each(["pass action", "disposition"])(
    "by its %s starts anew in the target, and an undo brings its passes back",
    async (how) => {
      const byPass = how === "pass action";
      await last(byPass ? at.target.campaignId : campaign.campaignId);
      await disposition("Second line", { dest_campaign_id: at.target.campaignId });
      const { leadId, claimId } = await claimed(spent);
      await complete(
        claimId,
        byPass ? { systemDisposition: "BUSY" } : { systemDisposition: "ANSWER", agentDisposition: "Second line" },
      );
      expect(await leadOf(leadId)).toMatchObject({ ...anew, lead_state: "READY", campaign_id: at.target.campaignId });
      expect(await passesOf(leadId)).toMatchObject([{ pass_number: 3, campaign_id: campaign.campaignId }]);
      const { actionId } = await at.db.one<{ actionId: number }>(sql`
      select action_id as "actionId" from lead_journal where lead_id = ${leadId} order by action_id desc limit 1
    `);
      await acceptUndo(at.db, at.accountId, { userId: 1, name: "ann@example.com" }, actionId, undefined, now);
      expect(await leadOf(leadId)).toMatchObject({
        pass_count: 3,
        daily_pass_count: 2,
        daily_pass_on: "2026-07-01",
        dial_count: 5,
        campaign_id: campaign.campaignId,
      });
    },
  );

  test("is dialed there", async () => {
    await last(at.target.campaignId);
    const { leadId, claimId } = await claimed(spent);
    await complete(claimId, { systemDisposition: "BUSY" });
    const scope = await scopeOf(at.db, at.accountId);
    const request = { campaignIds: [at.target.campaignId], max: 50, claimedBy: "d" };
    expect((await claimLeads(at.db, scope, request, now)).map((claim) => claim.leadId)).toContain(leadId);
  });

  test("keeps its passes if it stays in its campaign, which would otherwise dial it forever", async () => {
    await last(campaign.campaignId);
    await at.db.execute(sql`update campaign set max_dial_limit = -1 where campaign_id = ${campaign.campaignId}`);
    const { leadId, claimId } = await claimed(spent);
    await complete(claimId, { systemDisposition: "BUSY" });
    expect(await leadOf(leadId)).toMatchObject({ pass_count: 3, dial_count: 5 });
  });
});

test("excluded dispositions don't count, included ones count toward the day, and every dial toward the limit", async () => {
  await at.db.execute(sql`
    update campaign set max_passes_exclude = 'BUSY, Later', max_daily_passes_include = 'noanswer', max_dial_limit = 2
    where campaign_id = ${campaign.campaignId}
  `);
  const { leadId, claimId } = await claimed({ daily_pass_count: 7, daily_pass_on: "2026-06-30" });
  await complete(claimId, { systemDisposition: "BUSY" });
  expect(await leadOf(leadId)).toMatchObject({
    pass_count: 0,
    daily_pass_count: 0,
    daily_pass_on: "2026-07-01",
    dial_count: 1,
    lead_state: "READY",
  });
  const scope = await scopeOf(at.db, at.accountId);
  const request = { campaignIds: [campaign.campaignId], max: 1, claimedBy: "d" };
  expect(await claimLeads(at.db, scope, request, minutes(59))).toEqual([]);
  const [again] = await claimLeads(at.db, scope, request, minutes(60));
  await complete(again?.claimId as number, { systemDisposition: "NOANSWER" }, minutes(60));
  expect(await leadOf(leadId)).toMatchObject({
    pass_count: 1,
    daily_pass_count: 1,
    dial_count: 2,
    lead_state: "MAX-DIAL-LIMIT",
  });
});

test("completing twice returns the first answer and counts once", async () => {
  const { leadId, claimId } = await claimed();
  const first = await complete(claimId, { systemDisposition: "BUSY" });
  expect(await complete(claimId, { systemDisposition: "ANSWER" }, minutes(5))).toEqual(first);
  expect(await leadOf(leadId)).toMatchObject({ pass_count: 1, last_system_disposition: "BUSY" });
});

test("a lead stopped while claimed stays stopped and is neither moved nor copied; the pass is recorded", async () => {
  await disposition("Elsewhere", { dest_campaign_id: at.target.campaignId, create_copy: true });
  const { leadId, claimId } = await claimed();
  await at.run("CANCEL_LEADS", { leadIds: [leadId] });
  await complete(claimId, { systemDisposition: "ANSWER", agentDisposition: "Elsewhere" });
  expect(await leadOf(leadId)).toMatchObject({
    lead_state: "CANCELLED",
    claim_id: null,
    pass_count: 1,
    campaign_id: campaign.campaignId,
  });
  expect(await at.db.query(sql`select from lead where original_lead_id = ${leadId}`)).toEqual([]);
});

test("the pass of a lead deleted meanwhile is recorded, without notes", async () => {
  const { leadId, claimId } = await claimed();
  await at.run("DELETE_LEADS", { leadIds: [leadId] });
  const left = await complete(claimId, { systemDisposition: "ANSWER", notes: "spoke to Ann" });
  expect(left).toMatchObject({ leadState: null, nextDialTime: null });
  expect(await passesOf(leadId)).toMatchObject([{ pass_id: left.passId, agent_notes: null }]);
});

test("unknown or disabled dispositions and missing notes are refused, and nothing is counted", async () => {
  await disposition("Off", { is_disabled: true });
  await disposition("Noted", { require_note: true });
  const { leadId, claimId } = await claimed();
  for (const agentDisposition of ["Off", "Unknown"])
    await expect(complete(claimId, { systemDisposition: "ANSWER", agentDisposition })).rejects.toMatchObject({
      code: "INVALID_FIELD",
    });
  await expect(
    complete(claimId, { systemDisposition: "ANSWER", agentDisposition: "Noted", notes: " " }),
  ).rejects.toMatchObject({
    code: "MISSING_FIELD",
  });
  expect(await leadOf(leadId)).toMatchObject({ lead_state: "PENDING", pass_count: 0 });
});

test("an appointment made on the call becomes the lead's callback, served only to its agent", async () => {
  const { leadId, claimId, scope } = await claimed();
  await complete(claimId, { systemDisposition: "ANSWER", callback: { at: minutes(30), agentId: at.agentId } });
  expect(await leadOf(leadId)).toMatchObject({
    lead_state: "PENDING-CALLBACK",
    callback_at: minutes(30),
    callback_agent_id: at.agentId,
  });
  const ask = (agentId: number | undefined, moment: Date) =>
    claimLeads(at.db, scope, { campaignIds: [campaign.campaignId], max: 1, agentId, claimedBy: "d" }, moment);
  expect(await ask(at.agentId, minutes(29))).toEqual([]);
  expect(await ask(undefined, minutes(31))).toEqual([]);
  expect(await ask(at.agentId, minutes(31))).toMatchObject([{ leadId }]);
});

test("a lead's numbers are dialed in turn, and those on a do-not-call list are skipped", async () => {
  const numbers = ["+14155551001", "+14155551002", "+14155551003"];
  await at.db.execute(sql`
    insert into dnc_entry (account_id, phone, added_by, added_at) values (${at.accountId}, ${numbers[1]}, 'test', ${now})
  `);
  await at.db.execute(
    sql`update campaign set max_passes = 9, pass_delay_min = 0 where campaign_id = ${campaign.campaignId}`,
  );
  const { claimId, phone, scope } = await claimed({ phone: numbers[0] as string, morePhones: numbers.slice(1) });
  const dialed = [phone];
  await complete(claimId, { systemDisposition: "NOANSWER" });
  for (let i = 0; i < 3; i++) {
    const [claim] = await claimLeads(at.db, scope, { campaignIds: [campaign.campaignId], max: 1, claimedBy: "d" }, now);
    dialed.push(claim?.phone);
    await complete(claim?.claimId as number, { systemDisposition: "NOANSWER" });
  }
  expect(dialed).toEqual([numbers[0], numbers[2], numbers[0], numbers[2]]);
});

test("a claim connects once, can be renewed, and cannot be released during a call", async () => {
  const { leadId, claimId, scope } = await claimed();
  expect(await connectClaim(at.db, scope, claimId, minutes(1))).toEqual({
    claimId,
    status: "ACTIVE",
    leaseExpiresAt: minutes(3),
    leadState: "ACTIVE",
    dialable: true,
    reason: null,
  });
  expect(await connectClaim(at.db, scope, claimId, minutes(2))).toMatchObject({ leaseExpiresAt: minutes(3) });
  expect(await renewClaim(at.db, scope, claimId, minutes(2))).toMatchObject({ leaseExpiresAt: minutes(4) });
  await expect(releaseClaim(at.db, at.accountId, claimId, now)).rejects.toMatchObject({ code: "CONFLICT" });
  await at.run("PAUSE_LEADS", { leadIds: [leadId] });
  expect(await renewClaim(at.db, scope, claimId, minutes(3))).toMatchObject({ leadState: "PAUSED" });
  await expect(renewClaim(at.db, { ...scope, accountId: scope.accountId + 1 }, claimId, now)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test.each([
  ["a lead", {}, { lead_state: "READY" }],
  [
    "a callback",
    { lead_state: "CALLBACK", callback_at: minutes(-1) },
    { lead_state: "CALLBACK", callback_at: minutes(-1) },
  ],
])("%s is as before once released, and nothing is counted", async (_, lead, after) => {
  const { leadId, claimId } = await claimed(lead);
  expect(await releaseClaim(at.db, at.accountId, claimId, now)).toMatchObject({
    status: "RELEASED",
    leadState: after.lead_state,
  });
  expect(await releaseClaim(at.db, at.accountId, claimId, now)).toMatchObject({ status: "RELEASED" });
  expect(await leadOf(leadId)).toMatchObject({ ...after, pass_count: 0, dial_count: 0, claim_id: null });
});

test("lapsed claims end: fetched leads are free, called ones get a pass, and both are in the history", async () => {
  await sweepClaims(at.db, minutes(2));
  const fetched = await claimed();
  const stopped = await claimed();
  const called = await claimed();
  const kept = await claimed();
  await connectClaim(at.db, await scopeOf(at.db, at.accountId), called.claimId, now);
  await at.run("PAUSE_LEADS", { leadIds: [stopped.leadId] });
  await renewClaim(at.db, await scopeOf(at.db, at.accountId), kept.claimId, minutes(1));
  expect(await sweepClaims(at.db, minutes(2, new Date(now.getTime() - 1)))).toEqual({ freed: 0, passed: 0 });
  const swept = await sweepClaims(at.db, minutes(2));
  expect(swept).toEqual({ freed: 2, passed: 1 });
  expect(await leadOf(fetched.leadId)).toMatchObject({
    lead_state: "READY",
    claim_id: null,
    pass_count: 0,
    dial_count: 0,
  });
  expect(await leadOf(stopped.leadId)).toMatchObject({ lead_state: "PAUSED", claim_id: null });
  expect(await leadOf(kept.leadId)).toMatchObject({ lead_state: "PENDING", claim_id: kept.claimId });
  expect(await leadOf(called.leadId)).toMatchObject({
    lead_state: "READY",
    pass_count: 1,
    last_system_disposition: "API_ERROR",
    next_dial_time: minutes(62),
  });
  const kinds = async (leadId: number) =>
    (await readHistory(at.db, at.accountId, leadId, { limit: 10, newestFirst: false })).events.map(({ kind }) => kind);
  expect(await kinds(fetched.leadId)).toContain("CLAIM_ENDED");
  expect(await kinds(called.leadId)).toEqual(expect.arrayContaining(["CLAIM_ENDED", "PASS"]));
});

test("a preview agent fetches up to the dial group's limit for an hour, and no more until those are called", async () => {
  campaign = await addCampaign(at.db, at.accountId);
  const { dialGroupId } = campaign;
  await at.db.execute(sql`
    update dial_group set dial_mode = 'PREVIEW', max_leads_returned = 2, require_fetched_leads_called = true
    where account_id = ${at.accountId} and dial_group_id = ${dialGroupId}
  `);
  const scope = await scopeOf(at.db, at.accountId);
  const fetch = () => claimLeads(at.db, scope, { dialGroupId, max: 5, agentId: at.agentId, claimedBy: "d" }, now);
  await expect(fetch()).rejects.toMatchObject({ code: "AGENT_WITHOUT_ACCESS" });
  await at.db.execute(sql`
    insert into dial_group_agent (account_id, dial_group_id, agent_id) values (${at.accountId}, ${dialGroupId}, ${at.agentId})
  `);
  await addLeads(at.db, campaign, [{}, {}, {}]);
  const fetched = await fetch();
  expect(fetched).toMatchObject([{ leaseExpiresAt: minutes(60) }, { leaseExpiresAt: minutes(60) }]);
  await expect(fetch()).rejects.toMatchObject({ code: "FETCHED_LEADS_NOT_CALLED" });
  for (const { claimId } of fetched) await connectClaim(at.db, await scopeOf(at.db, at.accountId), claimId, now);
  expect(await fetch()).toHaveLength(1);
});

test("sixteen dialers call a thousand leads, each as often as the rules allow, and never two at once", async () => {
  await at.db.execute(
    sql`update campaign set pass_delay_min = 0, max_passes = 2 where campaign_id = ${campaign.campaignId}`,
  );
  await at.db.execute(sql`
    with made as (
      insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, time_zone_id)
      select ${at.accountId}, ${campaign.campaignId}, ${campaign.listId}, ${now}, ${now}, time_zone_id
      from generate_series(1, 1000), time_zone where name = 'America/New_York'
      returning account_id, lead_id
    )
    insert into contact (account_id, lead_id, phone, loaded_at) select account_id, lead_id, '+1' || (4160000000 + lead_id), ${now} from made
  `);
  const scope = await scopeOf(at.db, at.accountId);
  const held = new Set<number>();
  let twice = 0;
  const claimer = async () => {
    for (;;) {
      const claims = await claimLeads(
        at.db,
        scope,
        { campaignIds: [campaign.campaignId], max: 25, claimedBy: "d" },
        now,
      );
      if (claims.length === 0) return;
      for (const { leadId } of claims) {
        if (held.has(leadId)) twice++;
        held.add(leadId);
      }
      for (const { claimId, leadId } of claims) {
        held.delete(leadId);
        await complete(claimId, { systemDisposition: "NOANSWER" });
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, claimer));
  // A dialer that found nothing while others held leads stopped early.
  await claimer();
  expect(twice).toBe(0);
  const left = await at.db.query(sql`
    select pass_count, count(*) from lead where campaign_id = ${campaign.campaignId} group by pass_count
  `);
  expect(left).toEqual([{ pass_count: 2, count: 1000 }]);
}, 120_000);
