import Type from "typebox";
import { agentFields } from "../agents/agent-fields.ts";
import type { Agent, ChangedAgent, GivenAgent } from "../agents/agents.ts";
import { wireDate } from "../dates.ts";
import { type Body, fieldsOnWire, givenOnWire, wireBody } from "./bodies.ts";
import { Id } from "./ids.ts";

/** An agent as RingCX shows them, with the settings they were given besides, and never a password. `orphanedLeads`, after a change, is ours. */
export function agentView(agent: Agent | ChangedAgent, permissions: string[]) {
  const { agentId, agentGroupId, groupName } = agent;
  return {
    ...fieldsOnWire(agentFields, agent),
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

const answered = [
  "agentId",
  "active",
  "agentGroup",
  "agentDialGroupMembers",
  "dialGroupAssignments",
  "createdOn",
  "permissions",
  "orphanedLeads",
];

export function givenAgent(body: Body): GivenAgent {
  const { values, settings } = givenOnWire(agentFields, answered, body);
  const dialGroupIds = body.dialGroupAssignments as number[] | undefined;
  return {
    values: { ...(typeof body.active === "boolean" ? { isActive: body.active } : {}), ...values },
    settings,
    ...(dialGroupIds ? { dialGroups: dialGroupIds.map((dialGroupId) => ({ dialGroupId })) } : {}),
  };
}
