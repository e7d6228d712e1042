import Type from "typebox";
import { listAgents } from "../../../agents/agents.ts";
import { getDialGroup } from "../../../campaigns/dial-groups.ts";
import { agentView } from "../../agent-view.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";
import { pageQuery } from "../../page-query.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/assignedAgents",
  summary: "Lists the agents of a dial group",
  tag: "Dial groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  query: Type.Object(pageQuery),
  async handler({ params, query, accountId, house }) {
    await getDialGroup(house.db, accountId, params.dialGroupId);
    const agents = await listAgents(house.db, accountId, { dialGroupId: params.dialGroupId }, query);
    return agents.map((agent) => agentView(agent, []));
  },
});
