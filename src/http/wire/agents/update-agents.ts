import Type from "typebox";
import { type ChangedAgent, updateAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentsBody, agentView, parseAgent } from "./agent-view.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/agentGroups/:agentGroupId/agents",
  summary: "Updates several agents of an agent group, all or none",
  tag: "Agents",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  body: AgentsBody,
  async handler({ params, body, caller, accountId, context }) {
    const changed = await context.db.transaction(async (tx) => {
      const agents: ChangedAgent[] = [];
      for (const [i, one] of body.entries())
        agents.push(
          await updateAgent(
            tx,
            caller,
            accountId,
            one.agentId as number,
            params.agentGroupId,
            parseAgent(one, { ...params, accountId }, `${i}.`),
          ),
        );
      return agents;
    });
    return changed.map((agent) => agentView(agent, []));
  },
});
