import { type Agent, setAgentState } from "./agents.ts";
import { ApiError } from "./api.ts";
import { beginDialing, type Claim, drawCall, type Line, postToClaim, talkAndWrapUp, waitSimulated } from "./calls.ts";
import type { Group } from "./center.ts";

/** Has each agent of a group fetch, read, and call one lead after another until the floor closes. */
export async function previewLeads(line: Line, group: Group): Promise<void> {
  await Promise.all(group.agents.map((agent) => workAgent(line, group, agent)));
}

async function workAgent(line: Line, group: Group, agent: Agent): Promise<void> {
  while (!line.closing.aborted) {
    const claims = await fetchLeads(line, group, agent);
    for (const claim of claims) await call(line, group, agent, claim);
    setAgentState(agent, "IDLE", line.now());
    await waitSimulated(line, 3);
  }
}

async function fetchLeads(line: Line, group: Group, { agentId }: Agent): Promise<Claim[]> {
  try {
    const { claims } = await line.api.send<{ claims: Claim[] }>("POST", "dialer/claims", {
      dialGroupId: group.dialGroupId,
      agentId,
      max: 1,
      waitSeconds: group.waitingSince === undefined ? 0 : 2,
    });
    group.problem = undefined;
    group.waitingSince = claims.length > 0 ? undefined : (group.waitingSince ?? line.now());
    return claims;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    group.problem = error.message;
    await waitSimulated(line, 5 * line.options.speed);
    return [];
  }
}

async function call(line: Line, group: Group, agent: Agent, claim: Claim): Promise<void> {
  const { call, random } = drawCall(line, claim);
  setAgentState(agent, "READING", line.now());
  await waitSimulated(line, random.int(4, 20));
  // Agents sometimes pass on a lead. Drawing from the lead's own source would pass on the same lead every time.
  if (line.closing.aborted || group.random.percent(4)) {
    if (await postToClaim(line, group, claim, "release")) group.released++;
    return;
  }
  if (!(await beginDialing(line, group, claim))) return;
  setAgentState(agent, "CALLING", line.now());
  group.ringing.set(claim.claimId, line.now());
  group.calls++;
  await waitSimulated(line, call.rings);
  group.ringing.delete(claim.claimId);
  if (line.closing.aborted) {
    if (await postToClaim(line, group, claim, "release")) group.released++;
    return;
  }
  if (call.outcome !== "ANSWER") {
    const dialDurationSeconds = Math.round(call.rings);
    await postToClaim(line, group, claim, "complete", { systemDisposition: call.outcome, dialDurationSeconds });
    return;
  }
  group.answered++;
  if (await postToClaim(line, group, claim, "connect")) await talkAndWrapUp(line, group, claim, agent, call, random);
}
