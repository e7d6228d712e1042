import type { PassAction } from "../../campaigns/campaign-fields.ts";
import type { LeadState, SystemDisposition } from "../../leads/state.ts";

/** The flags of an agent's disposition that decide about the lead. */
export interface AgentDisposition {
  name: string;
  isComplete: boolean;
  isRequeued: boolean;
  /** Minutes. */
  requeueDelay: number;
  doNotCall: boolean;
  isSuccess: boolean;
  destCampaignId: number | null;
  createCopy: boolean;
}

/** A campaign's rules for passes; delays in minutes, disposition lists comma-separated, limits -1 for none. */
export interface PassRules {
  passDelayMin: number;
  passActions: readonly PassAction[];
  maxPassesExclude: string;
  maxDailyPassesInclude: string;
  maxDialLimit: number;
}

/** What a pass means for its lead. */
export interface PassOutcome {
  state: LeadState;
  /** Minutes until the next attempt. */
  delayMin: number;
  /** Whether the lead goes before others of its campaign. */
  priority: boolean;
  /** Whether the pass counts toward maxPasses, and toward maxDailyPasses. */
  counts: boolean;
  countsToday: boolean;
  /** The campaign the lead moves to, or a copy of it. */
  move?: { campaignId: number; copy: boolean };
}

// System dispositions that end the lead. An answered call counts as complete if the agent's disposition doesn't decide.
const finalStates: Partial<Record<SystemDisposition, LeadState>> = {
  ANSWER: "COMPLETE",
  INTERCEPT: "INTERCEPT",
  DISCONNECT: "DISCONNECTED",
  APP_DNC: "DO-NOT-CALL",
};

/**
 * What comes of a pass. The flags of the agent's disposition decide. Without one, or without any flag, the system
 * disposition decides: some end the lead, and all others requeue it after the pass delay, unless the campaign has a
 * pass action for passes of this number.
 */
export function passOutcome(
  systemDisposition: SystemDisposition,
  agentDisposition: AgentDisposition | undefined,
  /** The lead's passes before this one. */
  passesBefore: number,
  /** How often the lead was dialed before this pass. */
  dialsBefore: number,
  rules: PassRules,
): PassOutcome {
  const { counts, countsToday } = passCounts(systemDisposition, agentDisposition?.name, rules);
  const decided =
    byAgent(agentDisposition, rules) ?? bySystem(systemDisposition, passesBefore + (counts ? 1 : 0), rules);
  // A lead that moves is counted anew in its target campaign.
  const moves = decided.move !== undefined && !decided.move.copy;
  const atLimit = !moves && rules.maxDialLimit >= 0 && dialsBefore + 1 >= rules.maxDialLimit;
  const state = decided.state === "READY" && atLimit ? "MAX-DIAL-LIMIT" : decided.state;
  return { priority: false, ...decided, state, counts, countsToday };
}

/** Whether the dispositions make a pass count toward maxPasses, and toward maxDailyPasses. */
export function passCounts(
  systemDisposition: SystemDisposition,
  agentDisposition: string | undefined,
  { maxPassesExclude, maxDailyPassesInclude }: PassRules,
): Pick<PassOutcome, "counts" | "countsToday"> {
  const names = [systemDisposition, ...(agentDisposition === undefined ? [] : [agentDisposition])];
  return {
    counts: !namesOne(maxPassesExclude, names),
    countsToday: maxDailyPassesInclude.trim() === "" || namesOne(maxDailyPassesInclude, names),
  };
}

type OutcomeRule = Pick<PassOutcome, "state" | "delayMin" | "move"> & { priority?: boolean };

/** What the agent's disposition decides; undefined if it has no flag that decides. */
function byAgent(disposition: AgentDisposition | undefined, { passDelayMin }: PassRules): OutcomeRule | undefined {
  if (!disposition) return undefined;
  const { isComplete, isRequeued, requeueDelay, doNotCall, isSuccess, createCopy } = disposition;
  if (doNotCall) return { state: "DO-NOT-CALL", delayMin: passDelayMin };
  const move = moveTo(disposition.destCampaignId, createCopy);
  if (isComplete) return { state: "COMPLETE", delayMin: passDelayMin, ...move };
  if (isRequeued) return { state: "READY", delayMin: requeueDelay, ...move };
  // A lead that moves is dialed again in its target. One that is copied was reached here, so it is complete.
  if (move.move && !createCopy) return { state: "READY", delayMin: requeueDelay, ...move };
  if (isSuccess || move.move) return { state: "COMPLETE", delayMin: passDelayMin, ...move };
  return undefined;
}

/** What the system disposition decides. `passNumber` includes this pass if it counts. */
function bySystem(systemDisposition: SystemDisposition, passNumber: number, rules: PassRules): OutcomeRule {
  const end = finalStates[systemDisposition];
  if (end) return { state: end, delayMin: rules.passDelayMin };
  const action = rules.passActions.find(({ fromPass, toPass }) => fromPass <= passNumber && passNumber <= toPass);
  if (!action) return { state: "READY", delayMin: rules.passDelayMin };
  const delayMin = action.delayMin ?? rules.passDelayMin;
  const move = moveTo(action.destCampaignId ?? null, action.createCopy ?? false);
  const requeued = action.requeue !== "NONE" && action.isComplete !== true;
  return { state: requeued ? "READY" : "COMPLETE", delayMin, priority: action.requeue === "PRIORITY", ...move };
}

const moveTo = (campaignId: number | null, copy: boolean) =>
  campaignId === null ? {} : { move: { campaignId, copy } };

/** Whether a comma-separated list contains one of the names, ignoring case. */
function namesOne(list: string, names: string[]): boolean {
  const listed = list.split(",").map((name) => name.trim().toLowerCase());
  return names.some((name) => listed.includes(name.toLowerCase()));
}
