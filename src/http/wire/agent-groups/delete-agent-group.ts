import Type from "typebox";
import { deleteAgentGroup } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/agentGroups/:agentGroupId",
  summary: "Deletes an agent group that has no agents",
  tag: "Agent groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  async handler({ params, caller, accountId, context }) {
    await context.db.transaction((tx) => deleteAgentGroup(tx, caller, accountId, params.agentGroupId));
    return true;
  },
});
