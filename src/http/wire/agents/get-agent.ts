import Type from "typebox";
import { getAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { permissionsOf, permissionsQuery } from "../list-query.ts";
import { agentView } from "./agent-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agentGroups/:agentGroupId/agents/:agentId",
  summary: "Returns an agent",
  tag: "Agents",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id, agentId: Id }),
  query: Type.Object(permissionsQuery),
  async handler({ params, query, caller, accountId, context }) {
    const agent = await getAgent(context.db, accountId, params.agentId, params.agentGroupId);
    return agentView(agent, permissionsOf(caller, accountId, query.includePermissions));
  },
});
