import { beforeEach, expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addAgent, addCampaign, addLeads, type TestCampaign, type TestLead } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { queueLeads } from "../../dial-queue/queue-changed.ts";
import { acceptUndo } from "../../leads/engine/accept-action.ts";
import { readHistory } from "../../leads/history.ts";
import { scopeOf } from "../../leads/search/scope.ts";
import { claimLeads } from "../claims/claim.ts";
import { releaseClaim } from "../claims/release.ts";
import { sweepClaims } from "../claims/sweep.ts";
import { connectClaim, dialClaim, hangUpClaim, renewClaim } from "./claim-steps.ts";
import { completeClaim, type SentOutcome } from "./complete.ts";

const at = testAccount();
const who = { userId: 1, name: "dialer@example.com" };
const minutes = (n: number, from = now) => new Date(from.getTime() + n * 60_000);

let campaign: TestCampaign;
beforeEach(async () => {
  campaign = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
  // Claims that earlier tests left open must not be swept in this one.
  await at.db.execute(sql`update claim set lease_expires_at = '2100-01-01' where ended_at is null`);
});

const scope = () => scopeOf(at.db, at.accountId);

async function claim(moment = now, agentId?: number) {
  const request = { campaignIds: [campaign.campaignId], max: 1, agentId, claimedBy: "dialer@example.com" };
  const [found] = await claimLeads(at.db, await scope(), request, moment);
  return found?.claimId as number;
}

async function claimed(lead: TestLead = {}) {
  const [leadId] = (await addLeads(at.db, campaign, [lead])) as [number];
  return { leadId, claimId: await claim() };
}

async function disposition(name: string, flags: Record<string, unknown> = {}) {
  const columns = Object.keys(flags);
  await at.db.pool.query(
    `insert into disposition (account_id, campaign_id, disposition_name ${columns.map((c) => `, ${c}`).join("")})
     values ($1, $2, $3 ${columns.map((_, i) => `, $${i + 4}`).join("")})`,
    [at.accountId, campaign.campaignId, name, ...Object.values(flags)],
  );
}

const complete = async (claimId: number, outcome: Omit<SentOutcome, "claimId">, moment = now) =>
  await completeClaim(at.db, await scope(), who, { claimId, ...outcome }, moment);
const dial = async (claimId: number, moment = now) => await dialClaim(at.db, await scope(), claimId, moment);
const connect = async (claimId: number, moment = now, agentId?: number) =>
  await connectClaim(at.db, await scope(), claimId, moment, agentId);
const renew = async (claimId: number, moment = now) => await renewClaim(at.db, await scope(), claimId, moment);
const hangUp = async (claimId: number, moment = now, durationSeconds?: number) =>
  await at.db.transaction(async (tx) =>
    hangUpClaim(tx, await scope(), who, claimId, { systemDisposition: "ANSWER", durationSeconds }, moment),
  );
const refresh = () => at.run("DIALER_REFRESH", { campaignIds: [campaign.campaignId] });
const leadOf = (leadId: number) =>
  at.db.maybe<Record<string, unknown>>(
    sql`select * from lead where account_id = ${at.accountId} and lead_id = ${leadId}`,
  );
const passesOf = (leadId: number) =>
  at.db.query<Record<string, unknown>>(sql`select * from pass where lead_id = ${leadId} order by pass_id`);

test("DIALER_REFRESH and sweeps leave a number that is being dialed, and dialing renews its lease", async () => {
  const { leadId, claimId } = await claimed();
  expect(await dial(claimId, minutes(1))).toEqual({
    claimId,
    status: "DIALING",
    leaseExpiresAt: minutes(3),
    leadState: "PENDING",
    dialable: true,
    reason: null,
  });
  expect(await dial(claimId, minutes(2))).toMatchObject({ status: "DIALING", leaseExpiresAt: minutes(3) });
  expect(await refresh()).toMatchObject({ changed: 0 });
  expect(await sweepClaims(at.db, minutes(2.9))).toEqual({ freed: 0, passed: 0 });
  expect(await leadOf(leadId)).toMatchObject({ lead_state: "PENDING", claim_id: claimId });
  expect(await connect(claimId, minutes(2))).toMatchObject({ status: "ACTIVE", leaseExpiresAt: minutes(4) });
  await expect(dial(claimId)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("a claim in DIALING can be released; one on a call or in wrap-up cannot", async () => {
  const { leadId, claimId } = await claimed();
  await dial(claimId);
  expect(await releaseClaim(at.db, at.accountId, claimId, now)).toMatchObject({
    status: "RELEASED",
    leadState: "READY",
  });
  expect(await leadOf(leadId)).toMatchObject({ claim_id: null, pass_count: 0, dial_count: 0 });
  const called = await claim();
  await connect(called);
  await expect(releaseClaim(at.db, at.accountId, called, now)).rejects.toMatchObject({ code: "CONFLICT" });
  await hangUp(called);
  await expect(releaseClaim(at.db, at.accountId, called, now)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("a claim that lapses while dialing records a pass with API_ERROR, like one on a call", async () => {
  const { leadId, claimId } = await claimed();
  await dial(claimId);
  expect(await sweepClaims(at.db, minutes(2))).toEqual({ freed: 0, passed: 1 });
  expect(await leadOf(leadId)).toMatchObject({ lead_state: "READY", pass_count: 1, next_dial_time: minutes(62) });
  expect(await passesOf(leadId)).toMatchObject([{ system_disposition: "API_ERROR", call_start: now }]);
});

test("connecting does not change a claim's agent, not even on a call", async () => {
  const { claimId } = await claimed();
  const other = await addAgent(at.db, at.accountId, campaign.dialGroupId);
  await connect(claimId);
  await connect(claimId, now, at.agentId);
  await connect(claimId, now, at.agentId);
  await expect(connect(claimId, now, other)).rejects.toMatchObject({ code: "CONFLICT" });
  await complete(claimId, { systemDisposition: "ANSWER" });
  expect(
    await at.db.query(
      sql`select agent_id from pass where phone in (select phone from claim where claim_id = ${claimId})`,
    ),
  ).toEqual([{ agent_id: at.agentId }]);
});

test("hanging up leaves the disposition open, and the completion then needs no system disposition", async () => {
  await disposition("Sold", { is_success: true });
  await at.db.execute(sql`update campaign set disposition_timeout = 45 where campaign_id = ${campaign.campaignId}`);
  const { leadId, claimId } = await claimed();
  await expect(complete(claimId, {})).rejects.toMatchObject({ code: "MISSING_FIELD" });
  await connect(claimId);
  expect(await hangUp(claimId, minutes(1), 61)).toEqual({
    claimId,
    status: "WRAP_UP",
    leaseExpiresAt: minutes(1.75),
    leadState: "ACTIVE",
  });
  // The campaign sets the deadline, however often the claim is renewed, and only the first hangup counts.
  expect(await renew(claimId, minutes(1.5))).toMatchObject({ status: "WRAP_UP", leaseExpiresAt: minutes(1.75) });
  expect(await hangUp(claimId, minutes(1.5), 99)).toMatchObject({ leaseExpiresAt: minutes(1.75) });
  await expect(connect(claimId)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await refresh()).toMatchObject({ changed: 0 });
  expect(await complete(claimId, { agentDisposition: "Sold" }, minutes(1.6))).toMatchObject({
    leadState: "COMPLETE",
    late: false,
  });
  expect(await passesOf(leadId)).toMatchObject([
    { system_disposition: "ANSWER", agent_disposition: "Sold", duration_seconds: 61 },
  ]);
});

test("after the wrap-up deadline the default disposition applies with the call's outcome, even if it requires a note", async () => {
  await disposition("Later", { is_requeued: true, requeue_delay_min: 7, is_default: true, require_note: true });
  await disposition("Sold", { is_success: true });
  const { leadId, claimId } = await claimed();
  await connect(claimId);
  await hangUp(claimId, now, 30);
  expect(await sweepClaims(at.db, minutes(0.9))).toEqual({ freed: 0, passed: 0 });
  expect(await sweepClaims(at.db, minutes(1))).toEqual({ freed: 0, passed: 1 });
  expect(await leadOf(leadId)).toMatchObject({ lead_state: "READY", next_dial_time: minutes(8), pass_count: 1 });
  expect(await passesOf(leadId)).toMatchObject([
    { system_disposition: "ANSWER", agent_disposition: "Later", duration_seconds: 30 },
  ]);
  // The agent was only slow: their disposition replaces it.
  expect(await complete(claimId, { agentDisposition: "Sold", notes: "two of them" }, minutes(2))).toMatchObject({
    leadState: "COMPLETE",
    late: true,
    leadStays: null,
  });
  expect(await passesOf(leadId)).toMatchObject([
    { system_disposition: "ANSWER", agent_disposition: "Sold", agent_notes: "two of them", is_success: true },
  ]);
  expect(await leadOf(leadId)).toMatchObject({ pass_count: 1, dial_count: 1, last_agent_disposition: "Sold" });
});

test("a default disposition may have its own deadline; without one the outcome decides, and 0 leaves it to the lease", async () => {
  await disposition("Quick", { is_default: true, timeout_seconds: 12, is_complete: true });
  const quick = await claimed();
  expect(await hangUp(quick.claimId)).toMatchObject({ leaseExpiresAt: minutes(0.2) });
  campaign = await addCampaign(at.db, at.accountId, at.campaign.dialGroupId);
  await at.db.execute(sql`update campaign set disposition_timeout = 0 where campaign_id = ${campaign.campaignId}`);
  const plain = await claimed();
  expect(await hangUp(plain.claimId)).toMatchObject({ leaseExpiresAt: minutes(2) });
  expect(await renew(plain.claimId, minutes(1))).toMatchObject({ leaseExpiresAt: minutes(3) });
  expect(await sweepClaims(at.db, minutes(3))).toEqual({ freed: 0, passed: 2 });
  expect(await leadOf(plain.leadId)).toMatchObject({ lead_state: "COMPLETE", last_agent_disposition: null });
});

test.each(["release", "refresh", "lapse"])(
  "the outcome of a claim that ended by %s is recorded, and the lead follows it",
  async (end) => {
    await disposition("Sold", { is_success: true });
    const { leadId, claimId } = await claimed();
    if (end === "release") await releaseClaim(at.db, at.accountId, claimId, now);
    else if (end === "refresh") await refresh();
    else await sweepClaims(at.db, minutes(2));
    const first = await complete(
      claimId,
      { systemDisposition: "ANSWER", agentDisposition: "Sold", notes: "at last" },
      minutes(3),
    );
    expect(first).toMatchObject({ claimId, leadState: "COMPLETE", late: true, leadStays: null });
    expect(await complete(claimId, { systemDisposition: "BUSY" }, minutes(4))).toEqual(first);
    expect(await leadOf(leadId)).toMatchObject({
      lead_state: "COMPLETE",
      pass_count: 1,
      dial_count: 1,
      claim_id: null,
    });
    expect(await passesOf(leadId)).toMatchObject([
      { pass_id: first.passId, system_disposition: "ANSWER", agent_disposition: "Sold", agent_notes: "at last" },
    ]);
    // The history keeps how it first ended, although it has an outcome now.
    const { events } = await readHistory(at.db, at.accountId, leadId, { limit: 10, newestFirst: false });
    expect(events.filter(({ kind }) => kind === "CLAIM_ENDED")).toMatchObject([
      { details: { status: end === "lapse" ? "LAPSED" : "RELEASED", step: "PENDING" } },
    ]);
  },
);

test("a late outcome replaces the API_ERROR of a lapsed call, and counts by its own dispositions", async () => {
  await at.db.execute(sql`
    update campaign set max_passes_exclude = 'BUSY', max_daily_passes_include = 'API_ERROR' where campaign_id = ${campaign.campaignId}
  `);
  const { leadId, claimId } = await claimed();
  await connect(claimId);
  await sweepClaims(at.db, minutes(2));
  expect(await leadOf(leadId)).toMatchObject({ pass_count: 1, daily_pass_count: 1, dial_count: 1 });
  const left = await complete(claimId, { systemDisposition: "BUSY", durationSeconds: 3, uii: "u7" }, minutes(5));
  expect(left).toMatchObject({ late: true, leadState: "READY", nextDialTime: minutes(65) });
  expect(await leadOf(leadId)).toMatchObject({
    pass_count: 0,
    daily_pass_count: 0,
    dial_count: 1,
    last_system_disposition: "BUSY",
    last_pass_at: minutes(2),
  });
  expect(await passesOf(leadId)).toMatchObject([
    { pass_id: left.passId, system_disposition: "BUSY", passed_at: minutes(2), duration_seconds: 3, uii: "u7" },
  ]);
});

test("a lead held by another claim stays with it, and both passes count", async () => {
  const { leadId, claimId } = await claimed();
  await refresh();
  const other = await claim(minutes(1));
  expect(await complete(claimId, { systemDisposition: "ANSWER", notes: "spoke" }, minutes(1))).toMatchObject({
    leadState: "PENDING",
    late: true,
    leadStays: "CLAIMED",
  });
  expect(await leadOf(leadId)).toMatchObject({ claim_id: other, lead_state: "PENDING", pass_count: 1 });
  expect(await complete(other, { systemDisposition: "BUSY" }, minutes(2))).toMatchObject({ leadState: "READY" });
  expect(await leadOf(leadId)).toMatchObject({ pass_count: 2, last_system_disposition: "BUSY" });
  expect(await passesOf(leadId)).toMatchObject([{ pass_number: 1, agent_notes: "spoke" }, { pass_number: 2 }]);
});

test("a lead with a newer pass stays as that pass left it", async () => {
  const { leadId, claimId } = await claimed();
  await sweepClaims(at.db, minutes(2));
  const other = await claim(minutes(2));
  await complete(other, { systemDisposition: "NOANSWER" }, minutes(3));
  expect(await complete(claimId, { systemDisposition: "ANSWER" }, minutes(4))).toMatchObject({
    leadState: "READY",
    nextDialTime: minutes(63),
    leadStays: "NEWER_PASS",
  });
  expect(await leadOf(leadId)).toMatchObject({
    lead_state: "READY",
    pass_count: 2,
    dial_count: 2,
    last_system_disposition: "NOANSWER",
    last_pass_at: minutes(3),
  });
});

test.each(["on time", "late"])("a stopped lead stays stopped, %s: canceled, paused or transitioned", async (when) => {
  for (const state of ["CANCELLED", "PAUSED", "TRANSITIONED"]) {
    const { leadId, claimId } = await claimed();
    if (when === "late") await releaseClaim(at.db, at.accountId, claimId, now);
    await at.db.execute(sql`update lead set lead_state = ${state} where lead_id = ${leadId}`);
    expect(await complete(claimId, { systemDisposition: "BUSY" }), state).toMatchObject({
      leadState: state,
      leadStays: "STOPPED",
      late: when === "late",
    });
    expect(await leadOf(leadId)).toMatchObject({ lead_state: state, pass_count: 1, claim_id: null });
  }
});

test("the late pass of a deleted lead is recorded, without notes", async () => {
  const { leadId, claimId } = await claimed();
  await refresh();
  await at.run("DELETE_LEADS", { leadIds: [leadId] });
  const left = await complete(claimId, { systemDisposition: "ANSWER", notes: "Ann" });
  expect(left).toMatchObject({ leadState: null, leadStays: "DELETED", late: true });
  expect(await passesOf(leadId)).toMatchObject([{ pass_id: left.passId, agent_notes: null }]);
});

test("do-not-call applies however late: to a lead that another claim holds, that is paused, or has a newer pass", async () => {
  await disposition("Never", { do_not_call: true });
  const never = { systemDisposition: "ANSWER", agentDisposition: "Never" } as const;
  const barred = async (leadId: number) =>
    await at.db.query(sql`
      select from dnc_entry join contact using (account_id, phone) where account_id = ${at.accountId} and lead_id = ${leadId}
    `);

  const held = await claimed();
  await refresh();
  const other = await claim();
  expect(await complete(held.claimId, never)).toMatchObject({ leadState: "DO-NOT-CALL", leadStays: null });
  expect(await leadOf(held.leadId)).toMatchObject({ claim_id: other, lead_state: "DO-NOT-CALL" });
  expect(await renew(other)).toMatchObject({ dialable: false, reason: "state", leadState: "DO-NOT-CALL" });
  expect(await complete(other, { systemDisposition: "BUSY" })).toMatchObject({ leadState: "DO-NOT-CALL" });
  expect(await barred(held.leadId)).toHaveLength(1);

  const paused = await claimed();
  await at.run("PAUSE_LEADS", { leadIds: [paused.leadId] });
  expect(await complete(paused.claimId, never)).toMatchObject({ leadState: "DO-NOT-CALL" });
  expect(await barred(paused.leadId)).toHaveLength(1);

  const dialed = await claimed();
  await sweepClaims(at.db, minutes(2));
  await complete(await claim(minutes(2)), { systemDisposition: "NOANSWER" }, minutes(3));
  expect(await complete(dialed.claimId, { systemDisposition: "APP_DNC" }, minutes(4))).toMatchObject({
    leadState: "DO-NOT-CALL",
    leadStays: null,
  });
  expect(await leadOf(dialed.leadId)).toMatchObject({ lead_state: "DO-NOT-CALL", last_system_disposition: "NOANSWER" });
});

test("numbers take turns as if those on do-not-call lists didn't exist", async () => {
  const [a, b, c] = ["+14155550161", "+14155550162", "+14155550163"] as const;
  const [leadId] = await addLeads(at.db, campaign, [{ phone: a, morePhones: [b, c], max_passes: 20 }]);
  const dialed = async (times: number) => {
    const phones: (string | undefined)[] = [];
    for (let i = 0; i < times; i++) {
      await at.db.execute(sql`update lead set next_dial_time = ${now} where lead_id = ${leadId}`);
      await queueLeads(at.db, at.accountId, sql`lead.lead_id = ${leadId}`);
      const request = { campaignIds: [campaign.campaignId], max: 1, claimedBy: "dialer@example.com" };
      const [made] = await claimLeads(at.db, await scope(), request, now);
      phones.push(made?.phone);
      await complete(made?.claimId as number, { systemDisposition: "BUSY" });
    }
    return phones;
  };
  expect(await dialed(3)).toEqual([a, b, c]);
  await at.db.execute(
    sql`insert into dnc_entry (account_id, phone, added_by, added_at) values (${at.accountId}, ${b}, 'test', ${now})`,
  );
  expect(await dialed(6)).toEqual([c, a, c, a, c, a]);
});

test("an appointment on a lead paused meanwhile is kept, and READY_LEADS restores it", async () => {
  const made: [SentOutcome["callback"], string][] = [
    [{ at: minutes(30) }, "CALLBACK"],
    [{ at: minutes(30), agentId: at.agentId }, "PENDING-CALLBACK"],
    [{ at: minutes(-30), agentId: at.agentId }, "AGENT-CALLBACK"],
  ];
  for (const [callback, state] of made) {
    const { leadId, claimId } = await claimed();
    await at.run("PAUSE_LEADS", { leadIds: [leadId] });
    expect(await complete(claimId, { systemDisposition: "ANSWER", callback })).toMatchObject({
      leadState: "PAUSED",
      leadStays: "STOPPED",
      callback: "KEPT",
    });
    const kept = { callback_at: callback?.at, callback_agent_id: callback?.agentId ?? null };
    expect(await leadOf(leadId)).toMatchObject({ lead_state: "PAUSED", ...kept });
    expect(await at.run("READY_LEADS", { leadIds: [leadId] })).toMatchObject({ changed: 1 });
    expect(await leadOf(leadId)).toMatchObject({ lead_state: state, ...kept });
  }
  const other = await claimed();
  await at.run("CANCEL_LEADS", { leadIds: [other.leadId] });
  const outcome = { systemDisposition: "ANSWER", callback: { at: minutes(30) } } as const;
  expect(await complete(other.claimId, outcome)).toMatchObject({ leadState: "CANCELLED", callback: "DROPPED" });
  expect(await leadOf(other.leadId)).toMatchObject({ callback_at: null });
  const plain = await claimed();
  expect(await complete(plain.claimId, outcome)).toMatchObject({ leadState: "CALLBACK", callback: "MADE" });
});

test("undoing a pause skips a lead with an appointment made since, and says so", async () => {
  const { leadId, claimId } = await claimed();
  const { actionId } = await at.run("PAUSE_LEADS", { leadIds: [leadId] });
  await complete(claimId, { systemDisposition: "ANSWER", callback: { at: minutes(30), agentId: at.agentId } });
  expect(await acceptUndo(at.db, at.accountId, who, actionId, undefined, now)).toMatchObject({
    matched: 1,
    changed: 0,
  });
  expect(await leadOf(leadId)).toMatchObject({ lead_state: "PAUSED", callback_at: minutes(30) });
});

test("renew, dialing and connect say why a lead should no longer be called, and proceed all the same", async () => {
  const reasonNow = async (lead: TestLead, change: (leadId: number) => Promise<unknown>, moment = minutes(1)) => {
    const { leadId, claimId } = await claimed(lead);
    expect(await renew(claimId)).toMatchObject({ dialable: true, reason: null });
    await change(leadId);
    const renewed = await renew(claimId, moment);
    const dialed = await dial(claimId, moment);
    const connected = await connect(claimId, moment);
    expect([dialed.reason, connected.reason]).toEqual([renewed.reason, renewed.reason]);
    expect(connected).toMatchObject({ status: "ACTIVE", dialable: renewed.reason === null });
    await complete(claimId, { systemDisposition: "INTERCEPT" }, moment);
    return renewed.reason;
  };
  const act =
    (action: string, params = {}) =>
    (leadId: number) =>
      at.run(action, { leadIds: [leadId] }, params);
  const set = (change: string) => (leadId: number) => at.db.pool.query(change, [leadId, campaign.campaignId]);
  const bar = set(`insert into dnc_entry (account_id, phone, added_by, added_at)
    select account_id, phone, 'test', now() from contact where lead_id = $1 and $2::bigint > 0`);
  expect(await reasonNow({}, async () => undefined)).toBe(null);
  expect(await reasonNow({}, act("SUPPRESS_LEADS"))).toBe("suppressed");
  expect(await reasonNow({}, act("PAUSE_LEADS"))).toBe("state");
  expect(await reasonNow({}, act("CANCEL_LEADS"))).toBe("state");
  expect(await reasonNow({}, act("DELETE_LEADS"))).toBe("deleted");
  expect(await reasonNow({}, act("READY_LEADS"))).toBe(null);
  expect(await reasonNow({}, bar)).toBe("doNotCall");
  // A free number doesn't help: the claim's number is the one being dialed.
  expect(await reasonNow({ morePhones: ["+14155557700"] }, bar)).toBe("doNotCall");
  expect(await reasonNow({}, act("AGENT_RESERVATION", { RESERVATION_AGENT_ID: at.agentId }))).toBe("reserved");
  // A due callback may exceed the pass limit, and counts as a callback although the claim hides that state.
  expect(await reasonNow({ lead_state: "CALLBACK", callback_at: minutes(-1) }, async () => undefined)).toBe(null);
  expect(
    await reasonNow({}, act("CALLBACK_LEADS", { ACTION_TYPE: "ANY", CALLBACK_DATE: minutes(60).toISOString() })),
  ).toBe("nextDialTime");
  expect(await reasonNow({}, set("update lead set max_passes = 0 where lead_id = $1 and $2::bigint > 0"))).toBe(
    "maxPasses",
  );
  expect(await reasonNow({}, async () => undefined, minutes(24 * 60 - 12 * 60))).toBe("window");
  const off = set("update campaign set is_active = 0 where $1::bigint > 0 and campaign_id = $2");
  expect(await reasonNow({}, off)).toBe("campaign");
});

test("a running action that will stop the lead is noticed; one for other states is not", async () => {
  const { leadId, claimId } = await claimed();
  const running = async (criteria: object) => {
    await at.db.execute(sql`update lead_action set status = 'DONE' where account_id = ${at.accountId}`);
    await at.db.execute(sql`
      insert into lead_action (account_id, action, status, stops, last_lead_id, criteria, params, requested_by, created_at)
      values (${at.accountId}, 'CANCEL_LEADS', 'RUNNING', true, ${leadId}, ${JSON.stringify(criteria)}, '{}', 'ann', ${now})
    `);
    return (await renew(claimId)).reason;
  };
  try {
    expect(await running({ leadIds: [leadId] })).toBe("stopping");
    expect(await running({ leadIds: [leadId], leadStates: ["READY"] })).toBe(null);
  } finally {
    await at.db.execute(sql`update lead_action set status = 'DONE' where account_id = ${at.accountId}`);
  }
});
