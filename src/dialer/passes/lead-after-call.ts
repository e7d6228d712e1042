import type { Tx } from "../../db/database.ts";
import { whyBarred } from "../../leads/barred-callbacks.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { type LeadState, stateOfCallback } from "../../leads/state.ts";
import type { LockedClaim } from "../claims/hold.ts";
import type { DialedLead, Outcome } from "./dialed-lead.ts";
import type { LateOutcome } from "./late-outcome.ts";
import type { PassOutcome } from "./pass-outcome.ts";

/**
 * Why a lead doesn't follow its pass: another claim holds it, an action stopped or deleted it, or it has a newer pass.
 */
export const reasonsToStay = ["CLAIMED", "STOPPED", "DELETED", "NEWER_PASS"] as const;
export type ReasonToStay = (typeof reasonsToStay)[number];

/**
 * What became of the appointment made on a call. KEPT: it takes effect later, because the lead is paused until
 * READY_LEADS, or because another claim holds it and leaves it the appointment.
 */
export const callbackFates = ["MADE", "KEPT", "DROPPED"] as const;
export type CallbackFate = (typeof callbackFates)[number];

// States that an action gives a lead. If it happened during the call, the pass is recorded and the lead stays stopped.
const stopStates: readonly LeadState[] = ["CANCELLED", "PAUSED", "DO-NOT-CALL", "TRANSITIONED"];

/** Why the lead stays as it is; undefined if it follows the outcome, or was deleted. */
export function whyLeadStays(
  lead: DialedLead["lead"],
  claim: LockedClaim,
  late: LateOutcome | undefined,
): ReasonToStay | undefined {
  if (!lead) return undefined;
  if (lead.claimId !== null && lead.claimId !== claim.claimId) return "CLAIMED";
  if (stopStates.includes(lead.state)) return "STOPPED";
  return late?.hasNewerPass ? "NEWER_PASS" : undefined;
}

/** The lead's dialing fields after its pass. */
export interface LeadAfterCall {
  leadState: LeadState;
  nextDialTime: Date;
  callbackAt: Date | null;
  agentId: number | null;
  because: ReasonToStay | null;
  callback: CallbackFate | null;
  /** The appointment made on the call, if it applies. */
  appointed?: Outcome["callback"];
}

/** Decides what a pass leaves of its lead, from the outcome (`made`) and the reason to stay, if any. */
export function leadAfterCall(
  lead: NonNullable<DialedLead["lead"]>,
  claim: LockedClaim,
  made: PassOutcome,
  stays: ReasonToStay | undefined,
  callback: Outcome["callback"],
  now: Date,
): LeadAfterCall {
  // An appointment past the dial limit is kept too, and listed as a barred callback.
  const appointed = callback && made.state !== "DO-NOT-CALL" ? callback : undefined;
  // A do-not-call request overrides any stop, and any other claim on the lead.
  if (stays && made.state !== "DO-NOT-CALL") {
    const { state: leadState, nextDialTime, callbackAt, callbackAgentId: agentId } = lead;
    const kept = { leadState, nextDialTime, callbackAt, agentId, because: stays, callback: null };
    if (!appointed) return kept;
    const made = {
      ...kept,
      nextDialTime: appointed.at,
      callbackAt: appointed.at,
      agentId: appointed.agentId ?? null,
      appointed,
    };
    // The claim that holds the lead was not made for this appointment, so completing it leaves the appointment alone.
    if (leadState === "PAUSED" || stays === "CLAIMED") return { ...made, callback: "KEPT" };
    if (leadState === "READY") return { ...made, leadState: stateOfCallback(appointed, now), callback: "MADE" };
    return kept;
  }
  // An appointment that somebody made during this call is still open, unless the outcome ends the lead.
  const keeps = appointed ?? (made.state === "READY" ? callbackMadeSince(lead, claim) : undefined);
  return {
    leadState: keeps ? stateOfCallback(keeps, now) : made.state,
    nextDialTime: keeps?.at ?? new Date(now.getTime() + made.delayMin * 60_000),
    callbackAt: keeps?.at ?? null,
    agentId: keeps?.agentId ?? null,
    because: null,
    callback: appointed ? "MADE" : null,
    appointed,
  };
}

/** Null if no appointment was made on the call. */
export const callbackFateOf = ({ callback }: Outcome, left: LeadAfterCall | undefined): CallbackFate | null =>
  callback ? (left?.callback ?? "DROPPED") : null;

/**
 * An appointment made since the lead was claimed. It is later than the claim; one the lead was claimed for was due
 * then.
 */
function callbackMadeSince(
  { callbackAt, callbackAgentId }: NonNullable<DialedLead["lead"]>,
  { claimedAt }: LockedClaim,
): Outcome["callback"] {
  if (callbackAt === null || callbackAt <= claimedAt) return undefined;
  return { at: callbackAt, agentId: callbackAgentId ?? undefined };
}

/** Warnings about appointments and reservations that the outcome changes beyond what it asks for. */
export async function callbackWarnings(
  tx: Tx,
  scope: Scope,
  claim: LockedClaim,
  lead: NonNullable<DialedLead["lead"]>,
  { appointed, callbackAt, leadState }: LeadAfterCall,
  now: Date,
): Promise<string[]> {
  const since = callbackMadeSince(lead, claim);
  const warnings: string[] = [];
  if (since && callbackAt === null)
    warnings.push(
      `callback of ${since.at.toISOString()}, made during the call, dropped because the lead is ${leadState}`,
    );
  if (!appointed) return warnings;
  if (since && since.at.getTime() !== appointed.at.getTime())
    warnings.push(`callback of ${since.at.toISOString()}, made during the call, replaced`);
  if (lead.reservedAgentId !== null && lead.reservedAgentId !== appointed.agentId)
    warnings.push(`reservation for agent ${lead.reservedAgentId} cleared`);
  return [...warnings, ...(await whyBarred(tx, { scope, now }, claim.leadId, appointed.at))];
}
