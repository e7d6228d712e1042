import Type from "typebox";
import { deleteAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/agentGroups/:agentGroupId/agents/:agentId",
  summary: "Deletes an agent who has no reserved leads and no callbacks",
  tag: "Agents",
  role: "manager",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id, agentId: Id }),
  async handler({ params, caller, accountId, context }) {
    await context.db.transaction((tx) => deleteAgent(tx, caller, accountId, params.agentId, params.agentGroupId));
    return true;
  },
});
