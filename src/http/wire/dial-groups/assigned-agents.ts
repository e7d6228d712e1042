import Type from "typebox";
import { listAgents } from "../../../agents/agents.ts";
import { getDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { agentView } from "../agents/agent-view.ts";
import { pageQuery } from "../list-query.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/assignedAgents",
  summary: "Lists the agents of a dial group",
  tag: "Dial groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  query: Type.Object(pageQuery),
  async handler({ params, query, accountId, context }) {
    await getDialGroup(context.db, accountId, params.dialGroupId);
    const agents = await listAgents(context.db, accountId, { dialGroupId: params.dialGroupId }, query);
    return agents.map((agent) => agentView(agent, []));
  },
});
