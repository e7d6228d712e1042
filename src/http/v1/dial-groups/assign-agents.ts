import Type from "typebox";
import { listAgents } from "../../../agents/agents.ts";
import { assignAgents } from "../../../agents/dial-group-members.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { AgentResource, DialGroupMembers, OrphanedLeads } from "../agents/agent-resource.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/dial-groups/:dialGroupId/agents",
  summary: "Replaces the agents of a dial group",
  tag: "Dial groups",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  body: DialGroupMembers,
  response: { 200: Type.Object({ items: Type.Array(AgentResource), orphanedLeads: OrphanedLeads }) },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction(async (tx) => {
      const orphanedLeads = await assignAgents(tx, caller, accountId, params.dialGroupId, body.members);
      const items = await listAgents(tx, accountId, params);
      return { items, ...(orphanedLeads > 0 ? { orphanedLeads } : {}) };
    }),
});
