import Type from "typebox";
import { createAgentGroup } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { agentGroupView, givenAgentGroup, NewAgentGroupBody } from "./agent-group-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/agentGroups",
  summary: "Makes an agent group",
  tag: "Agent groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewAgentGroupBody,
  async handler({ body, caller, accountId, context, reply }) {
    const made = await context.db.transaction((tx) =>
      createAgentGroup(tx, caller, accountId, givenAgentGroup(body, { accountId })),
    );
    return reply.status(201).send(agentGroupView(made, []));
  },
});
