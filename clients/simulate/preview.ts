import { type Agent, turn } from "./agents.ts";
import { ApiError } from "./api.ts";
import { beginDialing, type Claim, callOf, type Line, pass, talk, withClaim } from "./calls.ts";
import type { Group } from "./centre.ts";

/** Each agent of a group fetches leads, reads them and calls them, one after the other, until the floor closes. */
export async function previewLeads(line: Line, group: Group): Promise<void> {
  await Promise.all(group.agents.map((agent) => work(line, group, agent)));
}

async function work(line: Line, group: Group, agent: Agent): Promise<void> {
  while (!line.closing.aborted) {
    const claims = await fetchLeads(line, group, agent);
    for (const claim of claims) await call(line, group, agent, claim);
    turn(agent, "IDLE", line.now());
    await pass(line, 3);
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
    await pass(line, 5 * line.options.speed);
    return [];
  }
}

async function call(line: Line, group: Group, agent: Agent, claim: Claim): Promise<void> {
  const { call, chance } = callOf(line, claim);
  turn(agent, "READING", line.now());
  await pass(line, chance.int(4, 20));
  // Now and then a lead is left for somebody else; not by its own chance, or it would be left each time.
  if (line.closing.aborted || group.chance.percent(4)) {
    if (await withClaim(line, group, claim, "release")) group.released++;
    return;
  }
  if (!(await beginDialing(line, group, claim))) return;
  turn(agent, "CALLING", line.now());
  group.ringing.set(claim.claimId, line.now());
  group.calls++;
  await pass(line, call.rings);
  group.ringing.delete(claim.claimId);
  if (line.closing.aborted) {
    if (await withClaim(line, group, claim, "release")) group.released++;
    return;
  }
  if (call.outcome !== "ANSWER") {
    const dialDurationSeconds = Math.round(call.rings);
    await withClaim(line, group, claim, "complete", { systemDisposition: call.outcome, dialDurationSeconds });
    return;
  }
  group.answered++;
  if (await withClaim(line, group, claim, "connect")) await talk(line, group, claim, agent, call, chance);
}
