import Type from "typebox";
import { getAgent } from "../../../agents/agents.ts";
import { AgentResource } from "../../agent-resource.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agents/:agentId",
  summary: "Returns an agent",
  tag: "Agents",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, agentId: Id }),
  response: { 200: AgentResource },
  handler: ({ params, accountId, house }) => getAgent(house.db, accountId, params.agentId),
});
