import Type from "typebox";
import { updateAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentAfterChange, ChangedAgent, parseAgent } from "./agent-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/agents/:agentId",
  summary: "Updates an agent; absent fields stay unchanged, agentGroupId moves the agent",
  tag: "Agents",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId, agentId: Id }),
  body: ChangedAgent,
  response: { 200: AgentAfterChange },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction((tx) => updateAgent(tx, caller, accountId, params.agentId, undefined, parseAgent(body))),
});
