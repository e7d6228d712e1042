import Type from "typebox";
import { agentFields } from "../../../agents/agent-fields.ts";
import type { Agent, AgentInput, ChangedAgent } from "../../../agents/agents.ts";
import { refuse } from "../../../errors.ts";
import { shown } from "../../../validation/check.ts";
import { wireDate } from "../../../validation/dates.ts";
import {
  type Body,
  fieldsOnWire,
  type PathIds,
  parseWireBody,
  requirePathIds,
  wireBody,
} from "../../core/body/field-bodies.ts";
import { Id } from "../../core/ids.ts";

/**
 * Formats an agent as RingCX does, with the settings stored for them. A password is never stored or shown.
 * `orphanedLeads`, present after a change, is Leadyard's addition.
 */
export function agentView(agent: Agent | ChangedAgent, permissions: string[]) {
  const { agentId, agentGroupId, groupName } = agent;
  return {
    ...fieldsOnWire(agentFields, agentResponseNames, agent),
    agentId,
    active: agent.isActive,
    agentGroup: { agentGroupId, groupName },
    dialGroupAssignments: agent.dialGroups.map(({ dialGroupId }) => dialGroupId),
    agentDialGroupMembers: agent.dialGroups.map((membership) => ({ agentId, ...membership })),
    createdOn: wireDate(agent.createdAt),
    permissions,
    ...("orphanedLeads" in agent ? { orphanedLeads: agent.orphanedLeads } : {}),
  };
}

const assignments = {
  active: Type.Optional(Type.Boolean({ description: "The same as isActive, which takes precedence" })),
  dialGroupAssignments: Type.Optional(
    Type.Array(Id, { maxItems: 10_000, description: "Replaces the agent's dial groups" }),
  ),
};

export const AgentBody = wireBody(agentFields, [], assignments);
export const NewAgentBody = wireBody(agentFields, ["username"], assignments);
export const AgentsBody = Type.Array(wireBody(agentFields, [], { agentId: Id, ...assignments }), {
  minItems: 1,
  maxItems: 1000,
});

/** Names in agent responses that are neither fields nor settings, in the agent or in its group and dial groups. */
export const agentResponseNames = [
  "accountId",
  "agentId",
  "agentGroupId",
  "groupName",
  "dialGroupId",
  "dialGroups",
  "hciClicker",
  "active",
  "agentGroup",
  "agentDialGroupMembers",
  "dialGroupAssignments",
  "createdOn",
  "permissions",
  "orphanedLeads",
];

/** Names a client might send to assign dial groups. Ignoring them would look like success. */
const unsupportedNames = {
  dialGroupId: "dial groups are assigned with dialGroupAssignments",
  dialGroups: "dial groups are assigned with dialGroupAssignments",
  hciClicker: "it is set for members of a dial group, with assignAgents",
};

/** Parses an agent. `at` is the path of the body within a larger one: `0.`. */
export function parseAgent(body: Body, pathIds: PathIds, at = ""): AgentInput {
  requirePathIds(body, pathIds, at);
  requirePathIds(body.agentGroup, { agentGroupId: pathIds.agentGroupId }, `${at}agentGroup.`);
  for (const [name, instead] of Object.entries(unsupportedNames)) {
    if ((body[name] ?? undefined) !== undefined)
      throw refuse("INVALID_FIELD", { field: at + name, got: shown(body[name]), takes: `nothing, since ${instead}` });
  }
  const { values, settings } = parseWireBody(agentFields, agentResponseNames, body);
  const dialGroupIds = body.dialGroupAssignments as number[] | undefined;
  return {
    values: { ...(typeof body.active === "boolean" ? { isActive: body.active } : {}), ...values },
    settings,
    ...(dialGroupIds ? { dialGroups: dialGroupIds.map((dialGroupId) => ({ dialGroupId })) } : {}),
  };
}
