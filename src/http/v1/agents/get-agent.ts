import Type from "typebox";
import { getAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentResource } from "./agent-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agents/:agentId",
  summary: "Returns an agent",
  tag: "Agents",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, agentId: Id }),
  response: { 200: AgentResource },
  handler: ({ params, accountId, context }) => getAgent(context.db, accountId, params.agentId),
});
