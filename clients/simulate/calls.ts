import { setTimeout as sleep } from "node:timers/promises";
import { type SeededRandom, seededRandomFor } from "../seeded-random.ts";
import { type Agent, setAgentState } from "./agents.ts";
import { type Api, ApiError } from "./api.ts";
import { answerRateAt, type Call, placeCall } from "./carrier.ts";
import type { Disposition, Group } from "./center.ts";
import type { Options } from "./options.ts";

export interface Claim {
  claimId: number;
  leaseExpiresAt: string;
  phone: string;
  lead: { leadId: number; campaignId: number; leadTimezone: string; leadPasses: number } | null;
}

/** What all calls of a floor share. */
export interface Line {
  api: Api;
  options: Options;
  /** The current time in simulated seconds since the floor opened. */
  now: () => number;
  /** Aborts when the floor closes. */
  closing: AbortSignal;
}

/** Waits for a number of simulated seconds, or until the floor closes. */
export async function waitSimulated({ options, closing }: Line, seconds: number): Promise<void> {
  if (seconds > 0 && !closing.aborted)
    await sleep((seconds / options.speed) * 1000, undefined, { signal: closing }).catch(() => undefined);
}

/**
 * Draws the outcome of a claim's call. The random source is seeded with the lead and its pass, so the same pass of a lead ends
 * the same way in every run, whatever the order of calls; only the hour of the day can change it.
 */
export function drawCall({ options }: Line, { lead }: Claim): { call: Call; random: SeededRandom } {
  const { leadId = 0, leadPasses = 0, leadTimezone = "UTC" } = lead ?? {};
  const random = seededRandomFor(options.seed, leadId, leadPasses);
  const hour = options.hour ?? hourIn(leadTimezone);
  return { call: placeCall(answerRateAt(hour, options.answers), random), random };
}

const hourIn = (timeZone: string) =>
  Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(new Date()));

/**
 * Posts to `dialer/claims/{claimId}/{verb}`. False if the server refuses: because the claim was freed by a refresh or has lapsed,
 * which counts as lost, or for another reason, which becomes the group's problem.
 */
export async function postToClaim(
  line: Line,
  group: Group,
  { claimId }: Claim,
  verb: string,
  body?: object,
): Promise<boolean> {
  return (await tryPostToClaim(line, group, claimId, verb, body)) !== undefined;
}

/**
 * Announces that a claim's number is being dialed. False if it must not be: the lead was stopped in the meantime, and the claim is
 * released, or the claim no longer belongs to this floor.
 */
export async function beginDialing(line: Line, group: Group, claim: Claim): Promise<boolean> {
  const answer = await tryPostToClaim<{ dialable: boolean }>(line, group, claim.claimId, "dialing");
  if (answer === undefined) return false;
  if (!answer.dialable && (await postToClaim(line, group, claim, "release"))) group.released++;
  return answer.dialable;
}

async function tryPostToClaim<Answer>(
  line: Line,
  group: Group,
  claimId: number,
  verb: string,
  body?: object,
): Promise<Answer | undefined> {
  try {
    return await line.api.send<Answer>("POST", `dialer/claims/${claimId}/${verb}`, body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 409 || error.status === 404) group.lost++;
    else group.problem = error.message;
    return undefined;
  }
}

/** Plays the agent's talk and wrap-up, then completes the claim. Renews the lease throughout. */
export async function talkAndWrapUp(
  line: Line,
  group: Group,
  claim: Claim,
  agent: Agent,
  call: Call,
  random: SeededRandom,
): Promise<void> {
  agent.calls++;
  setAgentState(agent, "TALKING", line.now());
  const over = new AbortController();
  const renewing = keepLease(line, group, claim, over.signal);
  const begun = line.now();
  await waitSimulated(line, call.talks);
  const talked = line.now() - begun;
  if (!line.closing.aborted) group.recent.recordTalk(talked);
  const durationSeconds = Math.round(talked);
  await postToClaim(line, group, claim, "hangup", { systemDisposition: "ANSWER", durationSeconds });
  setAgentState(agent, "WRAPPING", line.now());
  await waitSimulated(line, call.wraps);
  if (!line.closing.aborted) group.recent.recordWrapUp(call.wraps);
  over.abort();
  await renewing;
  await postToClaim(line, group, claim, "complete", {
    systemDisposition: "ANSWER",
    durationSeconds,
    dialDurationSeconds: Math.round(call.rings),
    ...drawAgentOutcome(group.dispositions.get(claim.lead?.campaignId ?? 0) ?? [], random),
  });
  setAgentState(agent, "IDLE", line.now());
}

/** Renews a lease every third of its length in real time: leases don't get shorter when the floor runs faster. */
async function keepLease(line: Line, group: Group, claim: Claim, over: AbortSignal): Promise<void> {
  const lasts = Math.max(10_000, new Date(claim.leaseExpiresAt).getTime() - Date.now());
  for (;;) {
    await sleep(lasts / 3, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted || !(await postToClaim(line, group, claim, "renew"))) return;
  }
}

/** Draws an agent disposition of the campaign, with the notes and callback time it requires. */
function drawAgentOutcome(dispositions: readonly Disposition[], random: SeededRandom): object {
  const [first] = dispositions;
  if (!first) return {};
  const names = Object.fromEntries(dispositions.map((one, i) => [i, weightOf(one)]));
  const chosen = dispositions[Number(random.weighted(names))] ?? first;
  // A disposition that requeues and requires a note stands for an appointment.
  const appointed = chosen.isRequeued && chosen.requireNote;
  const at = new Date(Date.now() + random.int(1, 72) * 3_600_000);
  return {
    agentDisposition: chosen.name,
    ...(chosen.requireNote
      ? { notes: random.pick(["Asked for the evening", "Wants it in writing first", "Was on the road"]) }
      : {}),
    ...(appointed ? { callback: { at: at.toISOString() } } : {}),
  };
}

function weightOf({ isSuccess, doNotCall, isRequeued }: Disposition): number {
  if (doNotCall) return 4;
  if (isSuccess) return 16;
  return isRequeued ? 12 : 18;
}
