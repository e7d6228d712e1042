import Type from "typebox";
import { getAgentGroup } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { permissionsOf, permissionsQuery } from "../list-query.ts";
import { agentGroupView } from "./agent-group-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agentGroups/:agentGroupId",
  summary: "Returns an agent group",
  tag: "Agent groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  query: Type.Object(permissionsQuery),
  async handler({ params, query, caller, accountId, context }) {
    const group = await getAgentGroup(context.db, accountId, params.agentGroupId);
    return agentGroupView(group, permissionsOf(caller, accountId, query.includePermissions));
  },
});
