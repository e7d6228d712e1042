import Type from "typebox";
import { listAgents } from "../../../agents/agents.ts";
import { assignAgents } from "../../../agents/dial-group-members.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { agentView } from "../agents/agent-view.ts";
import { checkDialGroup, MembersBody } from "./members-body.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/assignAgents",
  summary: "Replaces the agents of a dial group",
  description:
    "The header X-Orphaned-Leads has the number of leads nobody can be handed since this change, because their agents are no longer in the dial group.",
  tag: "Dial groups",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  body: MembersBody,
  handler: ({ params, body, caller, accountId, context, reply }) =>
    context.db.transaction(async (tx) => {
      const { dialGroupId } = params;
      checkDialGroup(body, dialGroupId);
      // In a header, because the body is a plain list, as in RingCX.
      void reply.header("X-Orphaned-Leads", String(await assignAgents(tx, caller, accountId, dialGroupId, body)));
      return (await listAgents(tx, accountId, { dialGroupId })).map((agent) => agentView(agent, []));
    }),
});
