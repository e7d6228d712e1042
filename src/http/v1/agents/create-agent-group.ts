import Type from "typebox";
import { createAgentGroup } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { AgentGroupResource, NewAgentGroup, parseAgentGroup } from "./agent-group-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/agent-groups",
  summary: "Creates an agent group",
  tag: "Agents",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewAgentGroup,
  response: { 201: AgentGroupResource },
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) =>
      createAgentGroup(tx, caller, accountId, parseAgentGroup(body)),
    );
    return reply.status(201).send(created);
  },
});
