import { DateTime } from "luxon";
import type { SeededRandom } from "../clients/seeded-random.ts";
import type { LeadState, SystemDisposition } from "../src/leads/state.ts";
import { momentFrom, type Window } from "./calling-moments.ts";
import type { DemoCampaign, Outcome } from "./center.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A pass of a demo lead. Moments are milliseconds since 1970. */
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

/** A lead after weeks of dialing. Moments are milliseconds since 1970. */
export interface DialedLead {
  passes: DemoPass[];
  state: LeadState;
  stateAt: number;
  nextDialTime: number;
  callbackAt: number | null;
  callbackAgentId: number | null;
}

/** Everything that decides how a lead is dialed. */
export interface LeadToDial {
  /** E.164; passes take turns among them. */
  phones: readonly string[];
  /** When it may be called, earliest first. */
  windows: readonly Window[];
  loadedAt: number;
  /** When its campaign ended or its list was paused; the present if neither. */
  until: number;
  campaign: DemoCampaign;
  /** In preview mode the agent is there before the call, so every pass has an agent. */
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
  "Wants the figures by email first",
  "Busy with a customer",
  "On the road",
];

/** Simulates dialing a lead since it was loaded, by the real rules: caps, delays, calling hours, and dispositions. */
export function simulateDialing(lead: LeadToDial, random: SeededRandom): DialedLead {
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
  // The first attempts on a list spread over twelve days, and each retry over three.
  let turn = lead.loadedAt + random.int(0, 12 * day);
  let appointed: { agentId: number } | undefined;
  while (passes.length < maxPasses || appointed) {
    const begunAt = momentFrom(windows, turn, appointed ? 20 * minute : 4 * hour, random);
    if (begunAt + 15 * minute > until) break;
    if (maxDailyPasses > 0 && passesOfDay(passes, begunAt, lead.accountZone) >= maxDailyPasses) {
      turn = begunAt + 12 * hour;
      continue;
    }
    const outcome = appointed
      ? "ANSWER"
      : random.weighted<SystemDisposition>((lead.preview ? preview : predictive) as never);
    const said = outcome === "ANSWER" && random.percent(98) ? drawOutcome(campaign.outcomes, random) : undefined;
    const agentId = outcome === "ANSWER" || lead.preview ? (appointed?.agentId ?? random.pick(agentIds)) : null;
    const talkSeconds = outcome === "ANSWER" ? random.int(25, 600) : outcome === "MACHINE" ? random.int(4, 20) : 0;
    const ringSeconds = random.int(4, 35);
    const endedAt = begunAt + (talkSeconds + ringSeconds) * 1000;
    passes.push({
      begunAt,
      endedAt,
      phone: phones[passes.length % phones.length] as string,
      systemDisposition: outcome,
      agentDisposition: said?.name ?? null,
      agentId,
      notes: said?.result === "callback" ? random.pick(wishes) : null,
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
    turn = dialed.nextDialTime + random.int(0, 3 * day);
    if (said?.result !== "callback" || agentId === null) continue;

    const callbackAt = momentFrom(windows, endedAt + random.int(2 * hour, 9 * day), 4 * hour, random);
    // An appointment from the last 20 hours, or in the future, stays open; older ones have been called.
    if (callbackAt > until - 20 * hour) {
      setCallback(dialed, callbackAt, random.percent(60) ? agentId : null, lead.now.getTime());
      break;
    }
    turn = callbackAt;
    appointed = { agentId };
  }
  return dialed;
}

function drawOutcome(outcomes: readonly Outcome[], random: SeededRandom): Outcome | undefined {
  const name = random.weighted(Object.fromEntries(outcomes.map((outcome) => [outcome.name, outcome.weight])));
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

function setCallback(dialed: DialedLead, callbackAt: number, agentId: number | null, now: number): void {
  dialed.callbackAt = callbackAt;
  dialed.callbackAgentId = agentId;
  dialed.nextDialTime = callbackAt;
  dialed.state = agentId === null ? "CALLBACK" : callbackAt > now ? "PENDING-CALLBACK" : "AGENT-CALLBACK";
  if (dialed.state === "AGENT-CALLBACK") dialed.stateAt = callbackAt;
}

/** How many passes ended on the same local day as a moment. */
export function passesOfDay(passes: readonly DemoPass[], moment: number, zone: string): number {
  // Calendar arithmetic is slow, and most leads have no pass within a day.
  const near = passes.filter(({ endedAt }) => Math.abs(endedAt - moment) < day);
  return near.filter(({ endedAt }) => dayOf(endedAt, zone) === dayOf(moment, zone)).length;
}

/** The local date of a moment, for instance `2026-07-24`. */
export function dayOf(moment: number, zone: string): string {
  return DateTime.fromMillis(moment, { zone }).toISODate() as string;
}
