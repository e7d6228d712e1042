import Type from "typebox";
import { createAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { agentView, givenAgent, NewAgentBody } from "./agent-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/agentGroups/:agentGroupId/agents",
  summary: "Makes an agent. dialGroupAssignments assigns; a password is taken and not kept",
  tag: "Agents",
  role: "manager",
  params: Type.Object({ accountId: AccountId, agentGroupId: Id }),
  body: NewAgentBody,
  async handler({ params, body, caller, accountId, context, reply }) {
    const made = await context.db.transaction((tx) =>
      createAgent(tx, caller, accountId, params.agentGroupId, givenAgent(body, { ...params, accountId })),
    );
    return reply.status(201).send(agentView(made, []));
  },
});
