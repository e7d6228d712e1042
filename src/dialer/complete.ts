import { DateTime } from "luxon";
import { announceDialable } from "../db/announce-dialable.ts";
import type { Database, Transaction } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import type { Scope } from "../leads/criteria.ts";
import { callbackStates, type LeadState } from "../leads/state.ts";
import { type DialedLead, type Outcome, readDialed } from "./dialed-lead.ts";
import { barAfterPass, moveAfterPass } from "./follow-up.ts";
import { demandOpen, type HeldClaim, holdClaim, type Who } from "./hold.ts";
import { type PassOutcome, passOutcome } from "./pass-outcome.ts";

/** What a pass has left. */
export interface Completed {
  claimId: number;
  passId: number;
  /** Null: the lead was deleted meanwhile. */
  leadState: LeadState | null;
  nextDialTime: Date | null;
}

// States that an action gave the lead while it was held: the pass is recorded, and the stop stays.
const stopStates: readonly LeadState[] = ["CANCELLED", "PAUSED", "DO-NOT-CALL", "TRANSITIONED"];

// Nobody waits for leads longer than this, in milliseconds; what is due later, a dialer finds when it looks next.
const longestWait = 120_000;

/**
 * Ends a claim with the outcome of its pass. Completing twice is harmless: the second answer is the first. The pass of a lead that was
 * stopped or deleted meanwhile is recorded all the same. Refuses an agent disposition that the campaign does not have.
 */
export async function completeClaim(
  db: Database,
  scope: Scope,
  who: Who,
  outcome: Outcome,
  now: Date,
): Promise<Completed> {
  return await db.transaction(async (tx) => {
    const claim = await holdClaim(tx, scope.accountId, outcome.claimId);
    if (claim.status === "DONE" && claim.passId !== null)
      return {
        claimId: claim.claimId,
        passId: claim.passId,
        leadState: claim.leftState,
        nextDialTime: claim.leftNextDialTime,
      };
    demandOpen(claim, "completed");
    return await endWithPass(tx, scope, who, claim, outcome, "DONE", now);
  });
}

/** Ends a held claim with a pass. */
export async function endWithPass(
  tx: Transaction,
  scope: Scope,
  who: Who,
  claim: HeldClaim,
  outcome: Outcome,
  status: "DONE" | "LAPSED",
  now: Date,
): Promise<Completed> {
  const { accountId } = scope;
  const dialed = await readDialed(tx, scope, claim, outcome);
  const { lead, disposition, rules } = dialed;
  const made = passOutcome(outcome.systemDisposition, disposition, lead?.passCount ?? 0, lead?.dialCount ?? 0, rules);
  const left = lead ? await changeLead(tx, scope, claim, outcome, dialed, lead, made, now) : undefined;
  const passId = await recordPass(tx, accountId, claim, outcome, dialed, now);
  await tx.execute(sql`
    update claim
    set status = ${status}, ended_at = ${now}, pass_id = ${passId}, left_state = ${left?.leadState ?? null},
      left_next_dial_time = ${left?.nextDialTime ?? null}
    where account_id = ${accountId} and claim_id = ${claim.claimId}
  `);
  if (disposition?.doNotCall) await barAfterPass(tx, accountId, who, claim, disposition, now);
  const stopped = lead && stopStates.includes(lead.state);
  if (lead && !stopped && made.move && made.state !== "DO-NOT-CALL")
    await moveAfterPass(tx, scope, who, claim, made.move, disposition?.name, now);
  if (left?.leadState && isSoon(left.leadState, left.nextDialTime, now)) await announceDialable(tx, accountId);
  return {
    claimId: claim.claimId,
    passId,
    leadState: left?.leadState ?? null,
    nextDialTime: left?.nextDialTime ?? null,
  };
}

const isSoon = (state: LeadState, nextDialTime: Date, now: Date) =>
  (state === "READY" || state.includes("CALLBACK")) && nextDialTime.getTime() <= now.getTime() + longestWait;

/** Counts the pass on its lead, and gives it the state that the pass decides, unless an action has stopped it meanwhile. */
async function changeLead(
  tx: Transaction,
  { accountId, timeZone }: Scope,
  claim: HeldClaim,
  { systemDisposition, callback }: Outcome,
  { disposition }: DialedLead,
  lead: NonNullable<DialedLead["lead"]>,
  made: PassOutcome,
  now: Date,
): Promise<{ leadState: LeadState; nextDialTime: Date }> {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).toISODate();
  const stops = stopStates.includes(lead.state);
  const appointed = callback && made.state !== "DO-NOT-CALL" && made.state !== "MAX-DIAL-LIMIT" ? callback : undefined;
  const delayed = new Date(now.getTime() + made.delayMin * 60_000);
  const state = appointed ? callbackState(appointed, now) : made.state;
  const left = stops
    ? {
        leadState: lead.state,
        nextDialTime: lead.nextDialTime,
        callbackAt: lead.callbackAt,
        agentId: lead.callbackAgentId,
      }
    : {
        leadState: state,
        nextDialTime: appointed?.at ?? delayed,
        callbackAt: appointed?.at ?? null,
        agentId: appointed?.agentId ?? null,
      };
  const again = left.leadState === "READY" || callbackStates.includes(left.leadState);
  await tx.execute(sql`
    update lead
    set claim_id = null, lead_state = ${left.leadState}, next_dial_time = ${left.nextDialTime}, callback_at = ${left.callbackAt},
      callback_agent_id = ${left.agentId}, queued = ${again && left.nextDialTime <= now}, due_at = ${again && left.nextDialTime > now ? left.nextDialTime : null},
      state_at = case when ${stops} then state_at else ${now} end,
      immediate = false, priority_requeue = ${made.priority && left.leadState === "READY"},
      pass_count = pass_count + ${made.counts ? 1 : 0},
      daily_pass_count = case when daily_pass_on = ${today} then daily_pass_count else 0 end + ${made.countsToday ? 1 : 0},
      daily_pass_on = ${today}, dial_count = dial_count + 1, last_system_disposition = ${systemDisposition},
      last_agent_disposition = ${disposition?.name ?? null}, last_agent_id = ${claim.agentId}, last_pass_at = ${now}
    where account_id = ${accountId} and lead_id = ${claim.leadId}
  `);
  return left;
}

function callbackState({ at, agentId }: NonNullable<Outcome["callback"]>, now: Date): LeadState {
  if (agentId === undefined) return "CALLBACK";
  return at > now ? "PENDING-CALLBACK" : "AGENT-CALLBACK";
}

/** The pass stands on the lead, or on the one it is a copy of where the disposition says so, which then counts it too. */
async function recordPass(
  tx: Transaction,
  accountId: number,
  claim: HeldClaim,
  outcome: Outcome,
  { lead, disposition, originalId }: DialedLead,
  now: Date,
): Promise<number> {
  const { systemDisposition, notes = null, uii = null, durationSeconds = null, dialDurationSeconds = null } = outcome;
  const owner = originalId ?? claim.leadId;
  if (originalId !== null) {
    await tx.execute(sql`
      update lead
      set pass_count = pass_count + 1, last_system_disposition = ${systemDisposition}, last_agent_disposition = ${disposition?.name ?? null},
        last_agent_id = ${claim.agentId}, last_pass_at = ${now}
      where account_id = ${accountId} and lead_id = ${originalId}
    `);
  }
  const { pass_id } = await tx.one<{ pass_id: number }>(sql`
    insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, agent_disposition, agent_id, agent_notes,
      phone, uii, call_start, duration_seconds, dial_duration_seconds, is_contact, is_success, exclude_abandon)
    select account_id, ${owner}, campaign_id,
      ${lead && originalId === null ? sql`${lead.passCount + 1}::int` : sql`1 + (select count(*) from pass where pass.account_id = ${accountId} and pass.lead_id = ${owner})`},
      ${now}, ${systemDisposition}, ${disposition?.name ?? null}, agent_id, ${lead ? notes : null}, phone, ${uii},
      coalesce(connected_at, claimed_at), ${durationSeconds}, ${dialDurationSeconds},
      ${disposition?.isContact ?? false}, ${disposition?.isSuccess ?? false}, ${disposition?.excludeAbandon ?? false}
    from claim
    where account_id = ${accountId} and claim_id = ${claim.claimId}
    returning pass_id
  `);
  return pass_id;
}
