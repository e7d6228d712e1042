import Type from "typebox";
import { updateAgentGroup } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentGroupBody, agentGroupView, parseAgentGroup } from "./agent-group-view.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/agentGroups/:agentGroupId",
  summary: "Updates an agent group; absent fields stay unchanged",
  tag: "Agent groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  body: AgentGroupBody,
  async handler({ params, body, caller, accountId, context }) {
    const changed = await context.db.transaction((tx) =>
      updateAgentGroup(tx, caller, accountId, params.agentGroupId, parseAgentGroup(body, { ...params, accountId })),
    );
    return agentGroupView(changed, []);
  },
});
