import Type from "typebox";
import { updateAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentBody, agentView, parseAgent } from "./agent-view.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/agentGroups/:agentGroupId/agents/:agentId",
  summary: "Updates an agent; absent settings stay unchanged",
  tag: "Agents",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id, agentId: Id }),
  body: AgentBody,
  async handler({ params, body, caller, accountId, context }) {
    const { agentGroupId, agentId } = params;
    const changed = await context.db.transaction((tx) =>
      updateAgent(tx, caller, accountId, agentId, agentGroupId, parseAgent(body, { ...params, accountId })),
    );
    return agentView(changed, []);
  },
});
