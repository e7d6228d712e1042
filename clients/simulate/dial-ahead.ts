import { callsToPlace } from "../../src/dialer/pacing.ts";
import { type Agent, setAgentState } from "./agents.ts";
import { ApiError } from "./api.ts";
import { beginDialing, type Claim, drawCall, type Line, postToClaim, talkAndWrapUp, waitSimulated } from "./calls.ts";
import type { Group } from "./center.ts";

// How long a person who answers waits for an agent, in simulated seconds.
const patience = 2;

// Most claims per request.
const mostAtOnce = 200;

/** Dials a group ahead of its agents until the floor closes, then waits for its last call to end. */
export async function dialAhead(line: Line, group: Group): Promise<void> {
  const calls = new Set<Promise<void>>();
  const waiting: ((agent: Agent) => void)[] = [];
  const free = (agent: Agent) => {
    // Someone who has just answered may have taken the agent already.
    const next = agent.state === "IDLE" ? waiting.shift() : undefined;
    if (next) next(agent);
  };
  while (!line.closing.aborted) {
    const claims = await fetchClaims(line, group, Math.min(mostAtOnce, callsWanted(line, group)));
    for (const claim of claims) {
      group.ringing.set(claim.claimId, line.now());
      const call = dialClaim(line, group, claim, waiting, free).finally(() => calls.delete(call));
      calls.add(call);
    }
    await waitSimulated(line, Math.max(1, line.options.speed / 10));
  }
  await Promise.allSettled(calls);
}

/** How many calls to place now, by a fixed ratio or by predictive pacing. */
function callsWanted({ options, now }: Pick<Line, "options" | "now">, group: Group): number {
  const count = (state: Agent["state"]) => group.agents.filter((agent) => agent.state === state).length;
  const idle = count("IDLE");
  const ratio = options.ratio ?? { POWER: 2, TCPA_SAFE_MODE: 1 }[group.mode as string];
  if (ratio !== undefined) return Math.max(0, ratio * idle - group.ringing.size);
  return callsToPlace({
    idle,
    talking: count("TALKING"),
    wrapping: count("WRAPPING"),
    ringing: [...group.ringing.values()].map((begun) => now() - begun),
    ...group.recent.measure(now()),
    target: group.target,
  });
}

/** Claims up to `max` leads. If the last attempt found none, the request waits up to two seconds on the server for one. */
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
    await waitSimulated(line, 2 * line.options.speed);
    return [];
  }
}

async function dialClaim(
  line: Line,
  group: Group,
  claim: Claim,
  waiting: ((agent: Agent) => void)[],
  free: (agent: Agent) => void,
): Promise<void> {
  const { call, random } = drawCall(line, claim);
  if (!(await beginDialing(line, group, claim))) {
    group.ringing.delete(claim.claimId);
    return;
  }
  const over = group.recent.recordPlaced();
  group.calls++;
  await waitSimulated(line, call.rings);
  group.ringing.delete(claim.claimId);
  if (line.closing.aborted) {
    if (await postToClaim(line, group, claim, "release")) group.released++;
    return;
  }
  over(call.outcome === "ANSWER", call.rings);
  const dialDurationSeconds = Math.round(call.rings);
  if (call.outcome !== "ANSWER") {
    await postToClaim(line, group, claim, "complete", { systemDisposition: call.outcome, dialDurationSeconds });
    return;
  }
  group.answered++;
  const agent = await findAgent(line, group, waiting);
  group.recent.recordAnswer(line.now(), agent === undefined);
  if (!agent) {
    group.abandoned++;
    await postToClaim(line, group, claim, "complete", { systemDisposition: "ABANDON", dialDurationSeconds });
    return;
  }
  if (await postToClaim(line, group, claim, "connect", { agentId: agent.agentId }))
    await talkAndWrapUp(line, group, claim, agent, call, random);
  else setAgentState(agent, "IDLE", line.now());
  free(agent);
}

/** Reserves an agent who is free or becomes free before the person hangs up; undefined if there is none. */
async function findAgent(line: Line, group: Group, waiting: ((agent: Agent) => void)[]): Promise<Agent | undefined> {
  // The agent who has waited longest comes first.
  const [idle] = group.agents.filter(({ state }) => state === "IDLE").sort((a, b) => a.since - b.since);
  const take = (agent: Agent) => {
    setAgentState(agent, "TALKING", line.now());
    return agent;
  };
  if (idle) return take(idle);
  const coming = Promise.withResolvers<Agent>();
  const taken = (agent: Agent) => coming.resolve(take(agent));
  waiting.push(taken);
  const agent = await Promise.race([coming.promise, waitSimulated(line, patience)]);
  const place = waiting.indexOf(taken);
  if (place >= 0) waiting.splice(place, 1);
  return agent ?? (place < 0 ? await coming.promise : undefined);
}
