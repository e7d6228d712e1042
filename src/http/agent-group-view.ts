import { type AgentGroup, agentGroupFields } from "../agents/agent-groups.ts";
import { type Body, fieldsOnWire, givenOnWire, wireBody } from "./bodies.ts";

export function agentGroupView(group: AgentGroup, permissions: string[]) {
  return { agentGroupId: group.agentGroupId, ...fieldsOnWire(agentGroupFields, group), permissions };
}

export const AgentGroupBody = wireBody(agentGroupFields, []);
export const NewAgentGroupBody = wireBody(agentGroupFields, ["groupName"]);

export const givenAgentGroup = (body: Body) => givenOnWire(agentGroupFields, [], body).values;
