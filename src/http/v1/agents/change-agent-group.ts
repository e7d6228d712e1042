import Type from "typebox";
import { updateAgentGroup } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentGroupResource, ChangedAgentGroup, parseAgentGroup } from "./agent-group-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/agent-groups/:agentGroupId",
  summary: "Updates an agent group; absent fields stay unchanged",
  tag: "Agents",
  role: "manager",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  body: ChangedAgentGroup,
  response: { 200: AgentGroupResource },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction((tx) => updateAgentGroup(tx, caller, accountId, params.agentGroupId, parseAgentGroup(body))),
});
