import Type from "typebox";
import { listAgentGroups } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { pageQuery, permissionsOf, permissionsQuery } from "../list-query.ts";
import { agentGroupView } from "./agent-group-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agentGroups",
  summary: "Lists agent groups",
  tag: "Agent groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ ...pageQuery, ...permissionsQuery }),
  async handler({ query, caller, accountId, context }) {
    const permissions = permissionsOf(caller, accountId, query.includePermissions);
    return (await listAgentGroups(context.db, accountId, query)).map((group) => agentGroupView(group, permissions));
  },
});
