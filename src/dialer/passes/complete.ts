import { DateTime } from "luxon";
import type { Database, Transaction } from "../../db/database.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { queueLeads, releaseNumbers } from "../../dial-queue/queue-changed.ts";
import { refuse } from "../../errors.ts";
import { requireToCome } from "../../leads/callback-date.ts";
import type { Scope } from "../../leads/search/scope.ts";
import type { LeadState } from "../../leads/state.ts";
import { type Actor, type LockedClaim, lockClaim } from "../claims/hold.ts";
import { type DialedLead, lockDialedLead, type Outcome } from "./dialed-lead.ts";
import { addToDncAfterPass, moveAfterPass } from "./follow-up.ts";
import { countsToAdd, type LateOutcome, readLateOutcome } from "./late-outcome.ts";
import {
  type CallbackFate,
  callbackFateOf,
  callbackWarnings,
  type LeadAfterCall,
  leadAfterCall,
  type ReasonToStay,
  whyLeadStays,
} from "./lead-after-call.ts";
import { type PassOutcome, passOutcome } from "./pass-outcome.ts";
import { amendPass, insertPass } from "./write-pass.ts";

/** What a completed claim leaves, as its dialer is told. */
export interface Completion {
  claimId: number;
  passId: number;
  /** Null: the lead was deleted meanwhile. */
  leadState: LeadState | null;
  nextDialTime: Date | null;
  /** Whether the claim had already ended: it was released or had lapsed. */
  late: boolean;
  /** Null: the lead follows the outcome. */
  leadStays: ReasonToStay | null;
  /** Null: no appointment was made. */
  callback: CallbackFate | null;
  /** Side effects of the appointment: a reservation it replaced, or a limit that bars it. Absent: none. */
  warnings?: string[];
}

/** An outcome as sent. The system disposition is optional after `hangup`, which reports it. */
export type SentOutcome = Omit<Outcome, "systemDisposition"> & Partial<Pick<Outcome, "systemDisposition">>;

// Dialers wait for leads this long at most, in milliseconds. Leads due later are found when a dialer next asks.
const longestWait = 120_000;

/**
 * Ends a claim with the outcome of its call. Completing again returns the first answer. A late outcome is never
 * refused: the pass is recorded, or amended if the sweep recorded one, and the lead follows unless it has moved on. A
 * do-not-call outcome applies in any case. Refuses an agent disposition that the campaign doesn't have.
 */
export async function completeClaim(
  db: Database,
  scope: Scope,
  who: Actor,
  sent: SentOutcome,
  now: Date,
): Promise<Completion> {
  return await db.transaction(async (tx) => {
    const claim = await lockClaim(tx, scope.accountId, sent.claimId);
    if (claim.status === "DONE" && claim.passId !== null) return firstAnswer(claim, claim.passId);
    const systemDisposition = sent.systemDisposition ?? claim.systemDisposition;
    if (systemDisposition === null)
      throw refuse("MISSING_FIELD", {
        field: "systemDisposition",
        takes: "the outcome of the call; it is optional only after /hangup, which reports it",
      });
    const durationSeconds = sent.durationSeconds ?? claim.durationSeconds ?? undefined;
    return await endWithPass(tx, scope, who, claim, { ...sent, systemDisposition, durationSeconds }, "DONE", now);
  });
}

const firstAnswer = (claim: LockedClaim, passId: number): Completion => ({
  claimId: claim.claimId,
  passId,
  leadState: claim.leftState,
  nextDialTime: claim.leftNextDialTime,
  late: claim.lateFrom !== null,
  leadStays: claim.leftBecause as ReasonToStay | null,
  callback: claim.leftCallback as CallbackFate | null,
  ...(claim.leftWarnings.length > 0 ? { warnings: claim.leftWarnings } : {}),
});

/** Ends a locked claim with a pass. LAPSED means that nobody reported the outcome in time. */
export async function endWithPass(
  tx: Transaction,
  scope: Scope,
  who: Actor,
  claim: LockedClaim,
  outcome: Outcome,
  status: "DONE" | "LAPSED",
  now: Date,
): Promise<Completion> {
  const { accountId, timeZone } = scope;
  const late = await readLateOutcome(tx, accountId, timeZone, claim);
  const dialed = await lockDialedLead(tx, scope, claim, outcome, status === "LAPSED");
  if (outcome.callback && status === "DONE") requireToCome("callback.at", outcome.callback.at, now);
  const { lead, disposition, rules } = dialed;
  const today = DateTime.fromJSDate(now, { zone: timeZone }).toISODate() ?? "";
  // The counters already include an amended pass.
  const before = late?.pass ? -1 : 0;
  const made = passOutcome(
    outcome.systemDisposition,
    disposition,
    Math.max(0, (lead?.passCount ?? 0) + before),
    Math.max(0, (lead?.dialCount ?? 0) + before),
    rules,
  );
  const stays = whyLeadStays(lead, claim, late);
  const left = lead && leadAfterCall(lead, claim, made, stays, outcome.callback, now);
  const counts = countsToAdd(made, late, rules, today);
  if (dialed.originalId !== null) await creditOriginal(tx, accountId, dialed.originalId, claim, outcome, dialed, now);
  const passed = late?.pass
    ? amendPass(accountId, late.pass.passId, claim, outcome, dialed)
    : insertPass(accountId, claim, outcome, dialed, now);
  const { passId } = await tx.one<{ passId: number }>(
    prepared(sql`
      with ${left ? sql`changed as (${leadUpdate(scope, claim, outcome, dialed, { left, stays, made, counts, late, today }, now)}),` : sql``}
      passed as (${passed})
      update claim
      set status = ${status}, ended_at = coalesce(ended_at, ${now}), pass_id = passed.pass_id, late_from = ${late?.from ?? null},
        left_state = ${left?.leadState ?? null}, left_next_dial_time = ${left?.nextDialTime ?? null}, left_because = ${left ? left.because : "DELETED"},
        left_callback = ${callbackFateOf(outcome, left)}
      from passed
      where claim.account_id = ${accountId} and claim.claim_id = ${claim.claimId}
      returning claim.pass_id as "passId"
    `),
  );
  await releaseNumbers(tx, accountId, [claim.claimId]);
  if (disposition?.doNotCall) await addToDncAfterPass(tx, accountId, who, claim, disposition, now);
  let warnings = lead && left ? await callbackWarnings(tx, scope, claim, lead, left, now) : [];
  if (lead && !stays && made.move && made.state !== "DO-NOT-CALL")
    warnings = [...warnings, ...(await moveAfterPass(tx, scope, who, claim, made.move, disposition?.name, now))];
  if (warnings.length > 0) await storeWarnings(tx, accountId, claim.claimId, warnings);
  if (left && (!stays || left.callback === "MADE") && isDialableSoon(left.leadState, left.nextDialTime, now))
    await queueLeads(tx, accountId, sql`lead.lead_id = ${claim.leadId}`);
  return {
    claimId: claim.claimId,
    passId,
    leadState: left?.leadState ?? null,
    nextDialTime: left?.nextDialTime ?? null,
    late: late !== undefined,
    leadStays: left ? left.because : "DELETED",
    callback: callbackFateOf(outcome, left),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** Stores warnings for the answer to a repeated completion. */
const storeWarnings = (tx: Transaction, accountId: number, claimId: number, warnings: readonly string[]) =>
  tx.execute(
    sql`update claim set left_warnings = ${warnings} where account_id = ${accountId} and claim_id = ${claimId}`,
  );

// Only leads due this soon are queued at once; claims find later ones by their time.
const isDialableSoon = (state: LeadState, nextDialTime: Date, now: Date) =>
  (state === "READY" || state.includes("CALLBACK")) && nextDialTime.getTime() <= now.getTime() + longestWait;

/** What a pass does to its lead, for the update. */
interface Effect {
  left: LeadAfterCall;
  stays: ReasonToStay | undefined;
  made: PassOutcome;
  counts: { passes: number; today: number; dials: number };
  late: LateOutcome | undefined;
  today: string;
}

/** The update that counts the pass on its lead and gives the lead its new state. */
function leadUpdate(
  { accountId }: Scope,
  claim: LockedClaim,
  { systemDisposition }: Outcome,
  { disposition }: DialedLead,
  { left, stays, made, counts, late, today }: Effect,
  now: Date,
): Sql {
  // A newer pass remains the lead's last.
  const last = late?.hasNewerPass ?? false;
  // The later of reservation and appointment decides whom the lead is for.
  const reserved = left.appointed
    ? sql`case when reserved_agent_id = ${left.agentId} then reserved_agent_id end`
    : sql`reserved_agent_id`;
  return sql`
    update lead
    set claim_id = nullif(claim_id, ${claim.claimId}), lead_state = ${left.leadState}, next_dial_time = ${left.nextDialTime},
      callback_at = ${left.callbackAt}, callback_agent_id = ${left.agentId}, reserved_agent_id = ${reserved},
      state_at = case when ${left.because !== null} then state_at else ${now} end,
      immediate = immediate and ${stays !== undefined},
      priority_requeue = case when ${stays !== undefined} then priority_requeue else ${made.priority && left.leadState === "READY"} end,
      pass_count = greatest(pass_count + ${counts.passes}, 0),
      daily_pass_count = greatest(case when daily_pass_on = ${today} then daily_pass_count else 0 end + ${counts.today}, 0),
      daily_pass_on = ${today}, dial_count = dial_count + ${counts.dials},
      last_system_disposition = case when ${last} then last_system_disposition else ${systemDisposition} end,
      last_agent_disposition = case when ${last} then last_agent_disposition else ${disposition?.name ?? null} end,
      last_agent_id = case when ${last} then last_agent_id else ${claim.agentId} end,
      last_pass_at = case when ${last || late?.pass !== undefined} then last_pass_at else ${now} end
    where account_id = ${accountId} and lead_id = ${claim.leadId}`;
}

/** Counts the pass on the original lead too, as it is counted on the copy. */
async function creditOriginal(
  tx: Transaction,
  accountId: number,
  originalId: number,
  claim: LockedClaim,
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
