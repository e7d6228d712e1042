import { DateTime } from "luxon";
import { announceDialable } from "../db/announce-dialable.ts";
import type { Database, Transaction } from "../db/database.ts";
import { prepared, type Sql, sql } from "../db/sql.ts";
import { whyBarred } from "../leads/barred-callbacks.ts";
import { demandToCome } from "../leads/callback-date.ts";
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
  /** What came of the appointment beside what was asked: a reservation gave way, or a limit bars it. Absent: nothing. */
  warnings?: string[];
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
        ...(claim.leftWarnings.length > 0 ? { warnings: claim.leftWarnings } : {}),
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
  if (outcome.callback) demandToCome("callback.at", outcome.callback.at, now);
  const dialed = await readDialed(tx, scope, claim, outcome);
  const { lead, disposition, rules } = dialed;
  const made = passOutcome(outcome.systemDisposition, disposition, lead?.passCount ?? 0, lead?.dialCount ?? 0, rules);
  const left = lead && leftOf(lead, made, outcome.callback, now);
  if (dialed.originalId !== null) await creditOriginal(tx, accountId, dialed.originalId, claim, outcome, dialed, now);
  const { passId } = await tx.one<{ passId: number }>(
    prepared(sql`
      with ${left ? sql`changed as (${changed(scope, claim, outcome, dialed, left, made, now)}),` : sql``}
      passed as (${recorded(accountId, claim, outcome, dialed, now)})
      update claim
      set status = ${status}, ended_at = ${now}, pass_id = passed.pass_id, left_state = ${left?.leadState ?? null},
        left_next_dial_time = ${left?.nextDialTime ?? null}
      from passed
      where claim.account_id = ${accountId} and claim.claim_id = ${claim.claimId}
      returning claim.pass_id as "passId"
    `),
  );
  if (disposition?.doNotCall) await barAfterPass(tx, accountId, who, claim, disposition, now);
  const stopped = lead && stopStates.includes(lead.state);
  if (lead && !stopped && made.move && made.state !== "DO-NOT-CALL")
    await moveAfterPass(tx, scope, who, claim, made.move, disposition?.name, now);
  const warnings = lead && left?.appointed ? await warningsOf(tx, scope, claim, lead, left.appointed, now) : [];
  if (left?.leadState && isSoon(left.leadState, left.nextDialTime, now)) await announceDialable(tx, accountId);
  return {
    claimId: claim.claimId,
    passId,
    leadState: left?.leadState ?? null,
    nextDialTime: left?.nextDialTime ?? null,
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** What whoever made the appointment should know, kept with the claim for when it is completed again. */
async function warningsOf(
  tx: Transaction,
  scope: Scope,
  { claimId, leadId }: HeldClaim,
  { reservedAgentId }: NonNullable<DialedLead["lead"]>,
  { at, agentId }: NonNullable<Outcome["callback"]>,
  now: Date,
): Promise<string[]> {
  const gaveWay = reservedAgentId !== null && reservedAgentId !== agentId;
  const warnings = [
    ...(gaveWay ? [`reservation for agent ${reservedAgentId} cleared`] : []),
    ...(await whyBarred(tx, { scope, now }, leadId, at)),
  ];
  if (warnings.length > 0)
    await tx.execute(sql`
      update claim set left_warnings = ${warnings} where account_id = ${scope.accountId} and claim_id = ${claimId}
    `);
  return warnings;
}

const isSoon = (state: LeadState, nextDialTime: Date, now: Date) =>
  (state === "READY" || state.includes("CALLBACK")) && nextDialTime.getTime() <= now.getTime() + longestWait;

/** What the pass leaves of its lead. */
interface Left {
  leadState: LeadState;
  nextDialTime: Date;
  callbackAt: Date | null;
  agentId: number | null;
  /** An action has stopped it meanwhile, and the stop stays. */
  stopped: boolean;
  /** The appointment it has now. */
  appointed?: Outcome["callback"];
}

function leftOf(
  lead: NonNullable<DialedLead["lead"]>,
  made: PassOutcome,
  callback: Outcome["callback"],
  now: Date,
): Left {
  if (stopStates.includes(lead.state)) {
    const { state: leadState, nextDialTime, callbackAt, callbackAgentId: agentId } = lead;
    return { leadState, nextDialTime, callbackAt, agentId, stopped: true };
  }
  // At the dial limit it is kept all the same, and stands among the callbacks as barred.
  const appointed = callback && made.state !== "DO-NOT-CALL" ? callback : undefined;
  return {
    leadState: appointed ? callbackState(appointed, now) : made.state,
    nextDialTime: appointed?.at ?? new Date(now.getTime() + made.delayMin * 60_000),
    callbackAt: appointed?.at ?? null,
    agentId: appointed?.agentId ?? null,
    stopped: false,
    appointed,
  };
}

/** Counts the pass on its lead, gives it the state that it is left in, and its place in the dial index if it is to be dialed again. */
function changed(
  { accountId, timeZone }: Scope,
  claim: HeldClaim,
  { systemDisposition }: Outcome,
  { disposition }: DialedLead,
  left: Left,
  made: PassOutcome,
  now: Date,
): Sql {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).toISODate();
  const again = left.leadState === "READY" || callbackStates.includes(left.leadState);
  const isDue = left.nextDialTime <= now;
  // The later of a reservation and an appointment says for whom the lead is.
  const reserved = left.appointed
    ? sql`case when reserved_agent_id = ${left.agentId} then reserved_agent_id end`
    : sql`reserved_agent_id`;
  return sql`
    update lead
    set claim_id = null, lead_state = ${left.leadState}, next_dial_time = ${left.nextDialTime}, callback_at = ${left.callbackAt},
      callback_agent_id = ${left.agentId}, reserved_agent_id = ${reserved}, queued = ${again && isDue}, due_at = ${again && !isDue ? left.nextDialTime : null},
      state_at = case when ${left.stopped} then state_at else ${now} end,
      immediate = false, priority_requeue = ${made.priority && left.leadState === "READY"},
      pass_count = pass_count + ${made.counts ? 1 : 0},
      daily_pass_count = case when daily_pass_on = ${today} then daily_pass_count else 0 end + ${made.countsToday ? 1 : 0},
      daily_pass_on = ${today}, dial_count = dial_count + 1, last_system_disposition = ${systemDisposition},
      last_agent_disposition = ${disposition?.name ?? null}, last_agent_id = ${claim.agentId}, last_pass_at = ${now}
    where account_id = ${accountId} and lead_id = ${claim.leadId}`;
}

function callbackState({ at, agentId }: NonNullable<Outcome["callback"]>, now: Date): LeadState {
  if (agentId === undefined) return "CALLBACK";
  return at > now ? "PENDING-CALLBACK" : "AGENT-CALLBACK";
}

/** The lead that the pass is credited to counts it as its copy does. */
async function creditOriginal(
  tx: Transaction,
  accountId: number,
  originalId: number,
  claim: HeldClaim,
  { systemDisposition }: Outcome,
  { disposition }: DialedLead,
  now: Date,
): Promise<void> {
  await tx.execute(sql`
    update lead
    set pass_count = pass_count + 1, last_system_disposition = ${systemDisposition}, last_agent_disposition = ${disposition?.name ?? null},
      last_agent_id = ${claim.agentId}, last_pass_at = ${now}
    where account_id = ${accountId} and lead_id = ${originalId}
  `);
}

/** The pass stands on the lead, or on the one it is a copy of where the disposition says so. */
function recorded(
  accountId: number,
  claim: HeldClaim,
  outcome: Outcome,
  { lead, disposition, originalId }: DialedLead,
  now: Date,
): Sql {
  const { systemDisposition, notes = null, uii = null, durationSeconds = null, dialDurationSeconds = null } = outcome;
  const owner = originalId ?? claim.leadId;
  return sql`
    insert into pass (account_id, lead_id, campaign_id, pass_number, passed_at, system_disposition, agent_disposition, agent_id, agent_notes,
      phone, uii, call_start, duration_seconds, dial_duration_seconds, is_contact, is_success, exclude_abandon)
    select account_id, ${owner}, campaign_id,
      ${lead && originalId === null ? sql`${lead.passCount + 1}::int` : sql`1 + (select count(*) from pass where pass.account_id = ${accountId} and pass.lead_id = ${owner})`},
      ${now}, ${systemDisposition}, ${disposition?.name ?? null}, agent_id, ${lead ? notes : null}, phone, ${uii},
      coalesce(connected_at, claimed_at), ${durationSeconds}, ${dialDurationSeconds},
      ${disposition?.isContact ?? false}, ${disposition?.isSuccess ?? false}, ${disposition?.excludeAbandon ?? false}
    from claim
    where account_id = ${accountId} and claim_id = ${claim.claimId}
    returning pass_id`;
}
