import Type from "typebox";
import { createAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { AgentResource, NewAgent, parseAgent } from "./agent-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/agents",
  summary: "Creates an agent",
  tag: "Agents",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId }),
  body: NewAgent,
  response: { 201: AgentResource },
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) =>
      createAgent(tx, caller, accountId, body.agentGroupId as number, parseAgent(body)),
    );
    return reply.status(201).send(created);
  },
});
