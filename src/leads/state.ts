/**
 * The life of a lead: its column lead_state.
 *
 *                       release, lease expired
 *                    +---------------------------+
 *                    v                           |
 *    load ---> READY, or a ------ claim -----> PENDING ----- connect -----> ACTIVE
 *    copy      callback state                    |  ^                        |  |
 *                |  ^    ^                       |  +----- next number ------+  |
 *   PAUSE_LEADS  |  |    |                       v                              |
 *  CANCEL_LEADS  |  |    +---- dial again ----- pass <--------------------------+
 *                |  |                            |
 *                |  |  READY_LEADS, RESET_LEADS  | done
 *                v  |  CALLBACK_LEADS            v
 *      PAUSED, CANCELLED                COMPLETE, INTERCEPT, DISCONNECTED, MAX-DIAL-LIMIT, DO-NOT-CALL
 *
 * - Claims and passes: dialer/claims and dialer/passes; pass-outcome.ts decides what a pass makes of its lead. A
 *   callback set on the call puts the lead in a callback state. Wrap-up is a status of the claim; the lead stays ACTIVE.
 * - A release and a lease that expires before dialing count nothing (free-leads.ts). A lease that expires later ends
 *   with a pass (dialer/claims/sweep.ts).
 * - Actions start from the states at the bottom, PENDING, and ACTIVE too. READY_LEADS, RESET_LEADS, MANUAL_LEADS,
 *   CALLBACK_LEADS, and AGENT_RESERVATION with a date skip stickyStates unless the criteria name the state. PAUSE_LEADS
 *   and CANCEL_LEADS always skip DO-NOT-CALL, and nothing else.
 * - An action on a claimed lead does not end the claim. The pass is recorded, but a lead that is by then CANCELLED,
 *   PAUSED, DO-NOT-CALL, or TRANSITIONED stays so; only a do-not-call outcome overrides that
 *   (dialer/passes/lead-after-call.ts).
 * - CALLBACK-CANCELLED comes from CALLBACK_LEADS, TRANSITIONED from MOVE_TO_CAMPAIGN for originals that were copied.
 *   MANUAL_LEADS also makes leads COMPLETE or DO-NOT-CALL.
 * - An undo restores the state before the action, unless the lead changed since (engine/undo-work.ts).
 * - Loads and edits set any of settableStates (load/settable-states.ts); edits do not move a lead out of stickyStates.
 * - Nothing here sets PENDING-ERR or PENDING-HCI, and only loads and edits set WHITELIST: clients of RingCX know them.
 *
 * READY does not mean dialable: calling windows, limits, suppression, and do-not-call entries decide too
 * (dialer/rules/not-dialable.ts).
 */

/** The states of a lead, as the wire spells them. */
export const leadStates = [
  "READY",
  "PENDING",
  "ACTIVE",
  "PENDING-ERR",
  "PENDING-HCI",
  "CALLBACK",
  "AGENT-CALLBACK",
  "PENDING-CALLBACK",
  "CALLBACK-CANCELLED",
  "CANCELLED",
  "PAUSED",
  "COMPLETE",
  "DISCONNECTED",
  "INTERCEPT",
  "DO-NOT-CALL",
  "MAX-DIAL-LIMIT",
  "TRANSITIONED",
  "WHITELIST",
] as const;
export type LeadState = (typeof leadStates)[number];

/**
 * States in which a lead has an open callback. In other states it has none, except that a paused lead may keep one for
 * READY_LEADS. PENDING-CALLBACK does not change to AGENT-CALLBACK when its time comes; dialing goes by `callback_at`.
 */
export const callbackStates: readonly LeadState[] = ["CALLBACK", "AGENT-CALLBACK", "PENDING-CALLBACK"];

/** The state of a lead with this callback. Without an agent, any agent may call back. */
export function stateOfCallback(
  { at, agentId }: { at: Date; agentId?: number | null | undefined },
  now: Date,
): LeadState {
  if (agentId === undefined || agentId === null) return "CALLBACK";
  return at > now ? "PENDING-CALLBACK" : "AGENT-CALLBACK";
}

/** Actions that would make leads dialable skip these states unless the criteria name them. */
export const stickyStates: readonly LeadState[] = ["DO-NOT-CALL", "TRANSITIONED"];

/** All states except these. */
export function allStatesBut(...left: LeadState[]): readonly LeadState[] {
  return leadStates.filter((state) => !left.includes(state));
}

/** Parses a state as clients write it: with hyphens or underscores, in any case. */
export function parseLeadState(text: string): LeadState | undefined {
  const spelled = text.trim().toUpperCase().replaceAll("_", "-");
  return leadStates.find((state) => state === spelled);
}

/** What the dialer reports as the outcome of a pass. */
export const systemDispositions = [
  "ANSWER",
  "NOANSWER",
  "BUSY",
  "MACHINE",
  "INTERCEPT",
  "DISCONNECT",
  "ABANDON",
  "CONGESTION",
  "MANUAL_PASS",
  "INBOUND_CALLBACK",
  "APP_DNC",
  "APP_REQUEUE",
  "APP_REQUEUE_COMPLETE",
  "APP_REQUEUE_ABANDON",
  "INBOUND_ABANDON",
  "API_BLOCKED",
  "API_ERROR",
] as const;
export type SystemDisposition = (typeof systemDispositions)[number];
