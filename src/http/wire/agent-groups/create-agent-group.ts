import Type from "typebox";
import { createAgentGroup } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { agentGroupView, NewAgentGroupBody, parseAgentGroup } from "./agent-group-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/agentGroups",
  summary: "Creates an agent group",
  tag: "Agent groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewAgentGroupBody,
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) =>
      createAgentGroup(tx, caller, accountId, parseAgentGroup(body, { accountId })),
    );
    return reply.status(201).send(agentGroupView(created, []));
  },
});
