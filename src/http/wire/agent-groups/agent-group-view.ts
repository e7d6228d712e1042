import { type AgentGroup, agentGroupFields } from "../../../agents/agent-groups.ts";
import {
  type Body,
  fieldsOnWire,
  type PathIds,
  parseWireBody,
  requirePathIds,
  wireBody,
} from "../../core/body/field-bodies.ts";

export function agentGroupView(group: AgentGroup, permissions: string[]) {
  return { agentGroupId: group.agentGroupId, ...fieldsOnWire(agentGroupFields, [], group), permissions };
}

export const AgentGroupBody = wireBody(agentGroupFields, []);
export const NewAgentGroupBody = wireBody(agentGroupFields, ["groupName"]);

export function parseAgentGroup(body: Body, pathIds: PathIds) {
  requirePathIds(body, pathIds);
  return parseWireBody(agentGroupFields, [], body).values;
}
