import { callsToPlace } from "../../src/dialer/pacing.ts";
import { type Agent, turn } from "./agents.ts";
import { ApiError } from "./api.ts";
import { beginDialing, type Claim, callOf, type Line, pass, talk, withClaim } from "./calls.ts";
import type { Group } from "./centre.ts";

// A person who answers waits so long for an agent, in simulated seconds.
const patience = 2;

// Claims of one request.
const mostAtOnce = 200;

/** Dials a group ahead of its agents until the floor closes, and then until its last call is over. */
export async function dialAhead(line: Line, group: Group): Promise<void> {
  const calls = new Set<Promise<void>>();
  const waiting: ((agent: Agent) => void)[] = [];
  const free = (agent: Agent) => {
    // Somebody who has just answered may have been quicker.
    const next = agent.state === "IDLE" ? waiting.shift() : undefined;
    if (next) next(agent);
  };
  while (!line.closing.aborted) {
    const claims = await fetchClaims(line, group, Math.min(mostAtOnce, wanted(line, group)));
    for (const claim of claims) {
      group.ringing.set(claim.claimId, line.now());
      const call = dial(line, group, claim, waiting, free).finally(() => calls.delete(call));
      calls.add(call);
    }
    await pass(line, Math.max(1, line.options.speed / 10));
  }
  await Promise.allSettled(calls);
}

/** How many calls to place now. */
function wanted({ options, now }: Pick<Line, "options" | "now">, group: Group): number {
  const count = (state: Agent["state"]) => group.agents.filter((agent) => agent.state === state).length;
  const idle = count("IDLE");
  const ratio = options.ratio ?? { POWER: 2, TCPA_SAFE_MODE: 1 }[group.mode as string];
  if (ratio !== undefined) return Math.max(0, ratio * idle - group.ringing.size);
  return callsToPlace({
    idle,
    talking: count("TALKING"),
    wrapping: count("WRAPPING"),
    ringing: [...group.ringing.values()].map((begun) => now() - begun),
    ...group.recent.measured(now()),
    target: group.target,
  });
}

/** Leads to dial; where there are none, it waits for one, and then for as many as were wanted. */
async function fetchClaims(line: Line, group: Group, max: number): Promise<Claim[]> {
  if (max === 0) return [];
  const fetch = (waitSeconds: number) =>
    line.api.send<{ claims: Claim[] }>("POST", "dialer/claims", { dialGroupId: group.dialGroupId, max, waitSeconds });
  try {
    const { claims } = await fetch(group.waitingSince === undefined ? 0 : 2);
    group.problem = undefined;
    group.waitingSince = claims.length > 0 ? undefined : (group.waitingSince ?? line.now());
    return claims;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    group.problem = error.message;
    await pass(line, 2 * line.options.speed);
    return [];
  }
}

async function dial(
  line: Line,
  group: Group,
  claim: Claim,
  waiting: ((agent: Agent) => void)[],
  free: (agent: Agent) => void,
): Promise<void> {
  const { call, chance } = callOf(line, claim);
  if (!(await beginDialing(line, group, claim))) {
    group.ringing.delete(claim.claimId);
    return;
  }
  const over = group.recent.placed();
  group.calls++;
  await pass(line, call.rings);
  group.ringing.delete(claim.claimId);
  if (line.closing.aborted) {
    if (await withClaim(line, group, claim, "release")) group.released++;
    return;
  }
  over(call.outcome === "ANSWER", call.rings);
  const dialDurationSeconds = Math.round(call.rings);
  if (call.outcome !== "ANSWER") {
    await withClaim(line, group, claim, "complete", { systemDisposition: call.outcome, dialDurationSeconds });
    return;
  }
  group.answered++;
  const agent = await someone(line, group, waiting);
  group.recent.met(line.now(), agent === undefined);
  if (!agent) {
    group.abandoned++;
    await withClaim(line, group, claim, "complete", { systemDisposition: "ABANDON", dialDurationSeconds });
    return;
  }
  if (await withClaim(line, group, claim, "connect", { agentId: agent.agentId }))
    await talk(line, group, claim, agent, call, chance);
  else turn(agent, "IDLE", line.now());
  free(agent);
}

/** An agent who is free, or comes free before the person has hung up; taken from then on. */
async function someone(line: Line, group: Group, waiting: ((agent: Agent) => void)[]): Promise<Agent | undefined> {
  // Of those who wait, the one who waits longest.
  const [idle] = group.agents.filter(({ state }) => state === "IDLE").sort((a, b) => a.since - b.since);
  const take = (agent: Agent) => {
    turn(agent, "TALKING", line.now());
    return agent;
  };
  if (idle) return take(idle);
  const coming = Promise.withResolvers<Agent>();
  const taken = (agent: Agent) => coming.resolve(take(agent));
  waiting.push(taken);
  const agent = await Promise.race([coming.promise, pass(line, patience)]);
  const place = waiting.indexOf(taken);
  if (place >= 0) waiting.splice(place, 1);
  return agent ?? (place < 0 ? await coming.promise : undefined);
}
