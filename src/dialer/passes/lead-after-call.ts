import type { Tx } from "../../db/database.ts";
import { whyBarred } from "../../leads/barred-callbacks.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { type LeadState, stateOfCallback } from "../../leads/state.ts";
import type { HeldClaim } from "../claims/hold.ts";
import type { DialedLead, Outcome } from "./dialed-lead.ts";
import type { LateOutcome } from "./late-outcome.ts";
import type { PassOutcome } from "./pass-outcome.ts";

/** Why a lead does not follow the outcome of its pass: another claim holds it, an action stopped or deleted it, or it has a newer pass. */
export const reasonsToStay = ["CLAIMED", "STOPPED", "DELETED", "NEWER_PASS"] as const;
export type ReasonToStay = (typeof reasonsToStay)[number];

/**
 * What became of the appointment made on a call. KEPT: the lead is paused, and READY_LEADS restores the appointment; or another claim has it, and
 * leaves it the appointment.
 */
export const callbackFates = ["MADE", "KEPT", "DROPPED"] as const;
export type CallbackFate = (typeof callbackFates)[number];

// States that an action gave the lead while it was held: the pass is recorded, and the stop stays.
const stopStates: readonly LeadState[] = ["CANCELLED", "PAUSED", "DO-NOT-CALL", "TRANSITIONED"];

/** Why the lead stays as it is; undefined if it follows the outcome or was deleted. */
export function whyStays(
  lead: DialedLead["lead"],
  claim: HeldClaim,
  late: LateOutcome | undefined,
): ReasonToStay | undefined {
  if (!lead) return undefined;
  if (lead.claimId !== null && lead.claimId !== claim.claimId) return "CLAIMED";
  if (stopStates.includes(lead.state)) return "STOPPED";
  return late?.hasNewerPass ? "NEWER_PASS" : undefined;
}

/** What the pass leaves of its lead. */
export interface LeadAfterCall {
  leadState: LeadState;
  nextDialTime: Date;
  callbackAt: Date | null;
  agentId: number | null;
  because: ReasonToStay | null;
  callback: CallbackFate | null;
  /** The appointment it has now. */
  appointed?: Outcome["callback"];
}

export function leftOf(
  lead: NonNullable<DialedLead["lead"]>,
  claim: HeldClaim,
  made: PassOutcome,
  stays: ReasonToStay | undefined,
  callback: Outcome["callback"],
  now: Date,
): LeadAfterCall {
  // At the dial limit it is kept all the same, and listed among the callbacks as barred.
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
    // Whoever has the lead now completes a call that is not for this appointment, and so leaves it.
    if (leadState === "PAUSED" || stays === "CLAIMED") return { ...made, callback: "KEPT" };
    if (leadState === "READY") return { ...made, leadState: stateOfCallback(appointed, now), callback: "MADE" };
    return kept;
  }
  // The call was not for an appointment that was made meanwhile, so that is still to be kept, unless the outcome ends the lead.
  const keeps = appointed ?? (made.state === "READY" ? madeSince(lead, claim) : undefined);
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

export const fateOf = ({ callback }: Outcome, left: LeadAfterCall | undefined): CallbackFate | null =>
  callback ? (left?.callback ?? "DROPPED") : null;

/** The appointment that somebody else has made since the lead was claimed; the one that it was claimed for was due then. */
function madeSince(
  { callbackAt, callbackAgentId }: NonNullable<DialedLead["lead"]>,
  { claimedAt }: HeldClaim,
): Outcome["callback"] {
  if (callbackAt === null || callbackAt <= claimedAt) return undefined;
  return { at: callbackAt, agentId: callbackAgentId ?? undefined };
}

/** What became of appointments and reservations beside what the outcome asked. */
export async function warningsOf(
  tx: Tx,
  scope: Scope,
  claim: HeldClaim,
  lead: NonNullable<DialedLead["lead"]>,
  { appointed, callbackAt, leadState }: LeadAfterCall,
  now: Date,
): Promise<string[]> {
  const since = madeSince(lead, claim);
  const warnings: string[] = [];
  if (since && callbackAt === null)
    warnings.push(`callback of ${since.at.toISOString()}, made during the call, dropped as the lead is ${leadState}`);
  if (!appointed) return warnings;
  if (since && since.at.getTime() !== appointed.at.getTime())
    warnings.push(`callback of ${since.at.toISOString()}, made during the call, replaced`);
  if (lead.reservedAgentId !== null && lead.reservedAgentId !== appointed.agentId)
    warnings.push(`reservation for agent ${lead.reservedAgentId} cleared`);
  return [...warnings, ...(await whyBarred(tx, { scope, now }, claim.leadId, appointed.at))];
}
