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
  summary:
    "Makes these agents the members of the dial group, in the place of those it had; X-Orphaned-Leads says how many leads nobody is served since",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  body: MembersBody,
  handler: ({ params, body, caller, accountId, context, reply }) =>
    context.db.transaction(async (tx) => {
      const { dialGroupId } = params;
      checkDialGroup(body, dialGroupId);
      // RingCX answers with a list, which has no room for it.
      void reply.header("X-Orphaned-Leads", String(await assignAgents(tx, caller, accountId, dialGroupId, body)));
      return (await listAgents(tx, accountId, { dialGroupId })).map((agent) => agentView(agent, []));
    }),
});
