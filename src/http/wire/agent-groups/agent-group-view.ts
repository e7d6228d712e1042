import { type AgentGroup, agentGroupFields } from "../../../agents/agent-groups.ts";
import { type Body, fieldsOnWire, givenOnWire, type Place, requirePlace, wireBody } from "../../core/field-bodies.ts";

export function agentGroupView(group: AgentGroup, permissions: string[]) {
  return { agentGroupId: group.agentGroupId, ...fieldsOnWire(agentGroupFields, [], group), permissions };
}

export const AgentGroupBody = wireBody(agentGroupFields, []);
export const NewAgentGroupBody = wireBody(agentGroupFields, ["groupName"]);

export function givenAgentGroup(body: Body, place: Place) {
  requirePlace(body, place);
  return givenOnWire(agentGroupFields, [], body).values;
}
