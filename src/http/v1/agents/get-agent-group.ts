import Type from "typebox";
import { getAgentGroup } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentGroupResource } from "./agent-group-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agent-groups/:agentGroupId",
  summary: "Returns an agent group",
  tag: "Agents",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  response: { 200: AgentGroupResource },
  handler: ({ params, accountId, context }) => getAgentGroup(context.db, accountId, params.agentGroupId),
});
