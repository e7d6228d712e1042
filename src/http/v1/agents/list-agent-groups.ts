import Type from "typebox";
import { listAgentGroups } from "../../../agents/agent-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { AgentGroupResource } from "./agent-group-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/agent-groups",
  summary: "Lists agent groups",
  tag: "Agents",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(AgentGroupResource) }) },
  handler: async ({ accountId, context }) => ({ items: await listAgentGroups(context.db, accountId) }),
});
