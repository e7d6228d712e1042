import Type from "typebox";
import { agentFields } from "../../../agents/agent-fields.ts";
import type { Agent, AgentInput, ChangedAgent } from "../../../agents/agents.ts";
import { refuse } from "../../../errors.ts";
import { shown } from "../../../validation/check.ts";
import { wireDate } from "../../../validation/dates.ts";
import { type Body, fieldsOnWire, givenOnWire, type Place, requirePlace, wireBody } from "../../core/field-bodies.ts";
import { Id } from "../../core/ids.ts";

/** An agent as RingCX shows them, with the settings they were given besides, and never a password. `orphanedLeads`, after a change, is ours. */
export function agentView(agent: Agent | ChangedAgent, permissions: string[]) {
  const { agentId, agentGroupId, groupName } = agent;
  return {
    ...fieldsOnWire(agentFields, answeredOfAgent, agent),
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
  active: Type.Optional(Type.Boolean({ description: "Another name of isActive, which counts before it" })),
  dialGroupAssignments: Type.Optional(
    Type.Array(Id, { maxItems: 10_000, description: "the agent's dial groups, in the place of those they had" }),
  ),
};

export const AgentBody = wireBody(agentFields, [], assignments);
export const NewAgentBody = wireBody(agentFields, ["username"], assignments);
export const AgentsBody = Type.Array(wireBody(agentFields, [], { agentId: Id, ...assignments }), {
  minItems: 1,
  maxItems: 1000,
});

/** What answers say of an agent besides fields and settings, here or within group and dial groups. */
export const answeredOfAgent = [
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

const misplaced = {
  dialGroupId: "the dial groups of an agent are dialGroupAssignments",
  dialGroups: "the dial groups of an agent are dialGroupAssignments",
  hciClicker: "it is told of the members of a dial group, with assignAgents",
};

/** `at`: where the body stands in a larger one, `0.`. */
export function givenAgent(body: Body, place: Place, at = ""): AgentInput {
  requirePlace(body, place, at);
  requirePlace(body.agentGroup, { agentGroupId: place.agentGroupId }, `${at}agentGroup.`);
  for (const [name, instead] of Object.entries(misplaced)) {
    if ((body[name] ?? undefined) !== undefined)
      throw refuse("INVALID_FIELD", { field: at + name, got: shown(body[name]), takes: `nothing, as ${instead}` });
  }
  const { values, settings } = givenOnWire(agentFields, answeredOfAgent, body);
  const dialGroupIds = body.dialGroupAssignments as number[] | undefined;
  return {
    values: { ...(typeof body.active === "boolean" ? { isActive: body.active } : {}), ...values },
    settings,
    ...(dialGroupIds ? { dialGroups: dialGroupIds.map((dialGroupId) => ({ dialGroupId })) } : {}),
  };
}
