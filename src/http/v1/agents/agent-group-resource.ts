import Type from "typebox";
import { agentGroupFields } from "../../../agents/agent-groups.ts";
import { type Body, givenOnV1, resource, v1Body } from "../../core/field-bodies.ts";

export const AgentGroupResource = resource("AgentGroup", agentGroupFields, { agentGroupId: Type.Integer() });
export const NewAgentGroup = v1Body(agentGroupFields, ["groupName"]);
export const ChangedAgentGroup = v1Body(agentGroupFields, []);

export const givenAgentGroup = (body: Body) => givenOnV1(agentGroupFields, [], body).values;
