import type { PassAction } from "../../campaigns/campaign-fields.ts";
import type { LeadState, SystemDisposition } from "../../leads/state.ts";

/** The flags of an agent's disposition, as far as they decide about the lead. */
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

/** What a campaign says of its passes; delays in minutes, lists of dispositions comma-separated, limits -1 for none. */
export interface PassRules {
  passDelayMin: number;
  passActions: readonly PassAction[];
  maxPassesExclude: string;
  maxDailyPassesInclude: string;
  maxDialLimit: number;
}

/** What a pass makes of its lead. */
export interface PassOutcome {
  state: LeadState;
  /** Minutes before the next try. */
  delayMin: number;
  /** Before others of its campaign. */
  priority: boolean;
  /** Whether the pass counts towards maxPasses, and towards maxDailyPasses. */
  counts: boolean;
  countsToday: boolean;
  /** Where the lead goes, or a copy of it. */
  move?: { campaignId: number; copy: boolean };
}

const ending: Partial<Record<SystemDisposition, LeadState>> = {
  ANSWER: "COMPLETE",
  INTERCEPT: "INTERCEPT",
  DISCONNECT: "DISCONNECTED",
  APP_DNC: "DO-NOT-CALL",
};

/**
 * What comes of a pass. An agent's disposition decides by its flags; without one, or with one that has none, the system's disposition does:
 * some end the lead, and all others bring it back after the pass delay, unless the campaign has an action for passes of this number.
 */
export function passOutcome(
  systemDisposition: SystemDisposition,
  agentDisposition: AgentDisposition | undefined,
  /** How many passes the lead had before. */
  passesBefore: number,
  /** How often it was dialed before. */
  dialsBefore: number,
  rules: PassRules,
): PassOutcome {
  const { counts, countsToday } = countsOf(systemDisposition, agentDisposition?.name, rules);
  const decided =
    byAgent(agentDisposition, rules) ?? bySystem(systemDisposition, passesBefore + (counts ? 1 : 0), rules);
  // A lead that moves counts its dials anew in its target.
  const moves = decided.move !== undefined && !decided.move.copy;
  const atLimit = !moves && rules.maxDialLimit >= 0 && dialsBefore + 1 >= rules.maxDialLimit;
  const state = decided.state === "READY" && atLimit ? "MAX-DIAL-LIMIT" : decided.state;
  return { priority: false, ...decided, state, counts, countsToday };
}

/** Whether a pass counts towards maxPasses, and towards maxDailyPasses, by its dispositions. */
export function countsOf(
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

function byAgent(disposition: AgentDisposition | undefined, { passDelayMin }: PassRules): OutcomeRule | undefined {
  if (!disposition) return undefined;
  const { isComplete, isRequeued, requeueDelay, doNotCall, isSuccess, createCopy } = disposition;
  if (doNotCall) return { state: "DO-NOT-CALL", delayMin: passDelayMin };
  const move = moveTo(disposition.destCampaignId, createCopy);
  if (isComplete) return { state: "COMPLETE", delayMin: passDelayMin, ...move };
  if (isRequeued) return { state: "READY", delayMin: requeueDelay, ...move };
  // A lead that moves is to be dialed there; one that is copied was reached here.
  if (move.move && !createCopy) return { state: "READY", delayMin: requeueDelay, ...move };
  if (isSuccess || move.move) return { state: "COMPLETE", delayMin: passDelayMin, ...move };
  return undefined;
}

function bySystem(systemDisposition: SystemDisposition, passNumber: number, rules: PassRules): OutcomeRule {
  const end = ending[systemDisposition];
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

/** Whether a comma-separated list has one of the names, in any case. */
function namesOne(list: string, names: string[]): boolean {
  const listed = list.split(",").map((name) => name.trim().toLowerCase());
  return names.some((name) => listed.includes(name.toLowerCase()));
}
