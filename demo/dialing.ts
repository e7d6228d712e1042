import { DateTime } from "luxon";
import type { SeededRandom } from "../clients/seeded-random.ts";
import type { LeadState, SystemDisposition } from "../src/leads/state.ts";
import { momentFrom, type Window } from "./calling-moments.ts";
import type { DemoCampaign, Outcome } from "./centre.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export interface DemoPass {
  begunAt: number;
  endedAt: number;
  phone: string;
  systemDisposition: SystemDisposition;
  agentDisposition: string | null;
  agentId: number | null;
  notes: string | null;
  talkSeconds: number;
  ringSeconds: number;
}

/** What weeks of dialing have made of a lead. Moments are milliseconds since 1970. */
export interface DialedLead {
  passes: DemoPass[];
  state: LeadState;
  stateAt: number;
  nextDialTime: number;
  callbackAt: number | null;
  callbackAgentId: number | null;
}

/** How a lead stands to be dialed. */
export interface LeadToDial {
  /** E.164, dialed in turn. */
  phones: readonly string[];
  /** When it may be called. */
  windows: readonly Window[];
  loadedAt: number;
  /** When its campaign or list stopped being dialed; now, when it has not. */
  until: number;
  campaign: DemoCampaign;
  /** The agent is there before the call, and so on every pass. */
  preview: boolean;
  agentIds: readonly number[];
  accountZone: string;
  now: Date;
}

const predictive = {
  NOANSWER: 40,
  MACHINE: 24,
  ANSWER: 24,
  BUSY: 4,
  DISCONNECT: 3,
  ABANDON: 2,
  INTERCEPT: 2,
  CONGESTION: 1,
};
const preview = { NOANSWER: 38, MACHINE: 22, ANSWER: 33, BUSY: 3, DISCONNECT: 2, INTERCEPT: 2 };
const wishes = [
  "After work",
  "Ask for the spouse",
  "Wants the figures by mail first",
  "Busy with a customer",
  "On the road",
];

/** Dials a lead from its loading until now, by the rules that passes follow: caps, delays, calling hours, dispositions. */
export function dial(lead: LeadToDial, chance: SeededRandom): DialedLead {
  const { campaign, agentIds, until, phones, windows } = lead;
  const { maxPasses, maxDialLimit = -1, maxDailyPasses = -1, passDelayMin } = campaign.values;
  const dialed: DialedLead = {
    passes: [],
    state: "READY",
    stateAt: lead.loadedAt,
    nextDialTime: lead.loadedAt,
    callbackAt: null,
    callbackAgentId: null,
  };
  const { passes } = dialed;
  // A list is worked off within twelve days, and a lead tried again within three.
  let turn = lead.loadedAt + chance.int(0, 12 * day);
  let appointed: { agentId: number } | undefined;
  while (passes.length < maxPasses || appointed) {
    const begunAt = momentFrom(windows, turn, appointed ? 20 * minute : 4 * hour, chance);
    if (begunAt + 15 * minute > until) break;
    if (maxDailyPasses > 0 && passesOfDay(passes, begunAt, lead.accountZone) >= maxDailyPasses) {
      turn = begunAt + 12 * hour;
      continue;
    }
    const outcome = appointed
      ? "ANSWER"
      : chance.weighted<SystemDisposition>((lead.preview ? preview : predictive) as never);
    const said = outcome === "ANSWER" && chance.percent(98) ? ending(campaign.outcomes, chance) : undefined;
    const agentId = outcome === "ANSWER" || lead.preview ? (appointed?.agentId ?? chance.pick(agentIds)) : null;
    const talkSeconds = outcome === "ANSWER" ? chance.int(25, 600) : outcome === "MACHINE" ? chance.int(4, 20) : 0;
    const ringSeconds = chance.int(4, 35);
    const endedAt = begunAt + (talkSeconds + ringSeconds) * 1000;
    passes.push({
      begunAt,
      endedAt,
      phone: phones[passes.length % phones.length] as string,
      systemDisposition: outcome,
      agentDisposition: said?.name ?? null,
      agentId,
      notes: said?.result === "callback" ? chance.pick(wishes) : null,
      talkSeconds,
      ringSeconds,
    });
    appointed = undefined;
    dialed.stateAt = endedAt;
    dialed.state = stateAfter(outcome, said);
    if (dialed.state !== "READY") break;
    if (maxDialLimit > 0 && passes.length >= maxDialLimit) {
      dialed.state = "MAX-DIAL-LIMIT";
      break;
    }
    dialed.nextDialTime = endedAt + passDelayMin * minute;
    turn = dialed.nextDialTime + chance.int(0, 3 * day);
    if (said?.result !== "callback" || agentId === null) continue;

    const callbackAt = momentFrom(windows, endedAt + chance.int(2 * hour, 9 * day), 4 * hour, chance);
    // Of those that are due, yesterday's and today's may still be waiting.
    if (callbackAt > until - 20 * hour) {
      appoint(dialed, callbackAt, chance.percent(60) ? agentId : null, lead.now.getTime());
      break;
    }
    turn = callbackAt;
    appointed = { agentId };
  }
  return dialed;
}

function ending(outcomes: readonly Outcome[], chance: SeededRandom): Outcome | undefined {
  const name = chance.weighted(Object.fromEntries(outcomes.map((outcome) => [outcome.name, outcome.weight])));
  return outcomes.find((outcome) => outcome.name === name);
}

function stateAfter(outcome: SystemDisposition, said: Outcome | undefined): LeadState {
  switch (outcome) {
    case "INTERCEPT":
      return "INTERCEPT";
    case "DISCONNECT":
      return "DISCONNECTED";
    case "ANSWER":
      if (said?.result === "do-not-call") return "DO-NOT-CALL";
      return said?.result === "callback" || said?.result === "requeue" ? "READY" : "COMPLETE";
    default:
      return "READY";
  }
}

function appoint(dialed: DialedLead, callbackAt: number, agentId: number | null, now: number): void {
  dialed.callbackAt = callbackAt;
  dialed.callbackAgentId = agentId;
  dialed.nextDialTime = callbackAt;
  dialed.state = agentId === null ? "CALLBACK" : callbackAt > now ? "PENDING-CALLBACK" : "AGENT-CALLBACK";
  if (dialed.state === "AGENT-CALLBACK") dialed.stateAt = callbackAt;
}

/** How many passes ended on the day of a moment. */
export function passesOfDay(passes: readonly DemoPass[], moment: number, zone: string): number {
  // Most leads have none within a day, and the calendar costs.
  const near = passes.filter(({ endedAt }) => Math.abs(endedAt - moment) < day);
  return near.filter(({ endedAt }) => dayOf(endedAt, zone) === dayOf(moment, zone)).length;
}

/** The day of a moment, `2026-07-24`. */
export function dayOf(moment: number, zone: string): string {
  return DateTime.fromMillis(moment, { zone }).toISODate() as string;
}
