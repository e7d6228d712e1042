import Type from "typebox";
import { getAgentGroup } from "../../../agents/agent-groups.ts";
import { listAgents } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { pageQuery, permissionsOf, permissionsQuery } from "../list-query.ts";
import { agentView } from "./agent-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agentGroups/:agentGroupId/agents",
  summary: "Lists the agents of an agent group",
  tag: "Agents",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  query: Type.Object({ ...pageQuery, ...permissionsQuery }),
  async handler({ params, query, caller, accountId, context }) {
    const { agentGroupId } = await getAgentGroup(context.db, accountId, params.agentGroupId);
    const permissions = permissionsOf(caller, accountId, query.includePermissions);
    return (await listAgents(context.db, accountId, { agentGroupId }, query)).map((agent) =>
      agentView(agent, permissions),
    );
  },
});
