/** The states of a lead, as the wire spells them; READY is not the same as dialable. */
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

/** States in which a lead has an open callback. In all others it has none, but for one that a paused lead keeps for READY_LEADS. */
export const callbackStates: readonly LeadState[] = ["CALLBACK", "AGENT-CALLBACK", "PENDING-CALLBACK"];

/** The state of a lead with this callback; without an agent, anyone keeps it. */
export function stateOfCallback(
  { at, agentId }: { at: Date; agentId?: number | null | undefined },
  now: Date,
): LeadState {
  if (agentId === undefined || agentId === null) return "CALLBACK";
  return at > now ? "PENDING-CALLBACK" : "AGENT-CALLBACK";
}

/** States that an action which would make a lead dialable leaves alone unless its criteria name them. */
export const stickyStates: readonly LeadState[] = ["DO-NOT-CALL", "TRANSITIONED"];

/** All states but these. */
export function allStatesBut(...left: LeadState[]): readonly LeadState[] {
  return leadStates.filter((state) => !left.includes(state));
}

/** A state as clients write it, with hyphens or underscores, in any case. */
export function parseLeadState(text: string): LeadState | undefined {
  const spelled = text.trim().toUpperCase().replaceAll("_", "-");
  return leadStates.find((state) => state === spelled);
}

/** The outcomes of a pass. */
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
