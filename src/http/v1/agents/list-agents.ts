import Type from "typebox";
import { listAgents } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentResource } from "./agent-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agents",
  summary: "Lists agents: all, or those of an agent group or dial group",
  tag: "Agents",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ agentGroupId: Type.Optional(Id), dialGroupId: Type.Optional(Id) }),
  response: { 200: Type.Object({ items: Type.Array(AgentResource) }) },
  async handler({ query, accountId, context }) {
    const { agentGroupId, dialGroupId } = query;
    return { items: await listAgents(context.db, accountId, { agentGroupId, dialGroupId }) };
  },
});
