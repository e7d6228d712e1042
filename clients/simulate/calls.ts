import { setTimeout as sleep } from "node:timers/promises";
import { chanceOf, type SeededRandom } from "../seeded-random.ts";
import { type Agent, turn } from "./agents.ts";
import { type Api, ApiError } from "./api.ts";
import { answerRateAt, type Call, dialed } from "./carrier.ts";
import type { Disposition, Group } from "./centre.ts";
import type { Options } from "./options.ts";

export interface Claim {
  claimId: number;
  leaseExpiresAt: string;
  phone: string;
  lead: { leadId: number; campaignId: number; leadTimezone: string; leadPasses: number } | null;
}

/** What the calls of a floor share. */
export interface Line {
  api: Api;
  options: Options;
  /** The present moment in simulated seconds. */
  now: () => number;
  /** Comes when the floor closes. */
  closing: AbortSignal;
}

/** Waits for so many simulated seconds, or until the floor closes. */
export async function pass({ options, closing }: Line, seconds: number): Promise<void> {
  if (seconds > 0 && !closing.aborted)
    await sleep((seconds / options.speed) * 1000, undefined, { signal: closing }).catch(() => undefined);
}

/** What becomes of a call: the same for the same pass of a lead, whenever it is called. */
export function callOf({ options }: Line, { lead }: Claim): { call: Call; chance: SeededRandom } {
  const { leadId = 0, leadPasses = 0, leadTimezone = "UTC" } = lead ?? {};
  const chance = chanceOf(options.seed, leadId, leadPasses);
  const hour = options.hour ?? hourIn(leadTimezone);
  return { call: dialed(answerRateAt(hour, options.answers), chance), chance };
}

const hourIn = (timeZone: string) =>
  Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(new Date()));

/** Does something with a claim; false where the claim is not ours any more, because it was refreshed away or has lapsed. */
export async function withClaim(
  line: Line,
  group: Group,
  { claimId }: Claim,
  verb: string,
  body?: object,
): Promise<boolean> {
  return (await tried(line, group, claimId, verb, body)) !== undefined;
}

/** Says that a claim's number is being dialed; false where it is not to be, since the lead has been stopped meanwhile or is not ours any more. */
export async function beginDialing(line: Line, group: Group, claim: Claim): Promise<boolean> {
  const answer = await tried<{ dialable: boolean }>(line, group, claim.claimId, "dialing");
  if (answer === undefined) return false;
  if (!answer.dialable && (await withClaim(line, group, claim, "release"))) group.released++;
  return answer.dialable;
}

async function tried<Answer>(
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

/** The agent talks, writes it up, and completes the claim. The lease is renewed meanwhile. */
export async function talk(
  line: Line,
  group: Group,
  claim: Claim,
  agent: Agent,
  call: Call,
  chance: SeededRandom,
): Promise<void> {
  agent.calls++;
  turn(agent, "TALKING", line.now());
  const over = new AbortController();
  const renewing = keepLease(line, group, claim, over.signal);
  const begun = line.now();
  await pass(line, call.talks);
  const talked = line.now() - begun;
  if (!line.closing.aborted) group.recent.talked(talked);
  const durationSeconds = Math.round(talked);
  await withClaim(line, group, claim, "hangup", { systemDisposition: "ANSWER", durationSeconds });
  turn(agent, "WRAPPING", line.now());
  await pass(line, call.wraps);
  if (!line.closing.aborted) group.recent.wrapped(call.wraps);
  over.abort();
  await renewing;
  await withClaim(line, group, claim, "complete", {
    systemDisposition: "ANSWER",
    durationSeconds,
    dialDurationSeconds: Math.round(call.rings),
    ...said(group.dispositions.get(claim.lead?.campaignId ?? 0) ?? [], chance),
  });
  turn(agent, "IDLE", line.now());
}

/** Leases last as long as they say in real time, however fast the floor runs. */
async function keepLease(line: Line, group: Group, claim: Claim, over: AbortSignal): Promise<void> {
  const lasts = Math.max(10_000, new Date(claim.leaseExpiresAt).getTime() - Date.now());
  for (;;) {
    await sleep(lasts / 3, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted || !(await withClaim(line, group, claim, "renew"))) return;
  }
}

/** How an agent ends a call, in the campaign's words. */
function said(dispositions: readonly Disposition[], chance: SeededRandom): object {
  const [first] = dispositions;
  if (!first) return {};
  const names = Object.fromEntries(dispositions.map((one, i) => [i, weightOf(one)]));
  const chosen = dispositions[Number(chance.weighted(names))] ?? first;
  // Who is to be called back wants to say when.
  const appointed = chosen.isRequeued && chosen.requireNote;
  const at = new Date(Date.now() + chance.int(1, 72) * 3_600_000);
  return {
    agentDisposition: chosen.name,
    ...(chosen.requireNote
      ? { notes: chance.pick(["Asked for the evening", "Wants it in writing first", "Was on the road"]) }
      : {}),
    ...(appointed ? { callback: { at: at.toISOString() } } : {}),
  };
}

function weightOf({ isSuccess, doNotCall, isRequeued }: Disposition): number {
  if (doNotCall) return 4;
  if (isSuccess) return 16;
  return isRequeued ? 12 : 18;
}
