import Type from "typebox";
import { agentGroupFields } from "../../../agents/agent-groups.ts";
import { type Body, parseV1Body, resourceSchema, v1Body } from "../../core/body/field-bodies.ts";

export const AgentGroupResource = resourceSchema("AgentGroup", agentGroupFields, { agentGroupId: Type.Integer() });
export const NewAgentGroup = v1Body(agentGroupFields, ["groupName"]);
export const ChangedAgentGroup = v1Body(agentGroupFields, []);

export const parseAgentGroup = (body: Body) => parseV1Body(agentGroupFields, [], body).values;
