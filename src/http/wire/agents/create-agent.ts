import Type from "typebox";
import { createAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { agentView, NewAgentBody, parseAgent } from "./agent-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/agentGroups/:agentGroupId/agents",
  summary: "Creates an agent",
  description: "dialGroupAssignments assigns the agent to dial groups. A password is accepted but not stored.",
  tag: "Agents",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  body: NewAgentBody,
  async handler({ params, body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) =>
      createAgent(tx, caller, accountId, params.agentGroupId, parseAgent(body, { ...params, accountId })),
    );
    return reply.status(201).send(agentView(created, []));
  },
});
