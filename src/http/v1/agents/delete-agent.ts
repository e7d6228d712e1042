import Type from "typebox";
import { deleteAgent } from "../../../agents/agents.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/agents/:agentId",
  summary: "Deletes an agent for whom no leads are reserved and who has no callbacks",
  tag: "Agents",
  role: "manager",
  params: Type.Object({ accountId: AccountId, agentId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await context.db.transaction((tx) => deleteAgent(tx, caller, accountId, params.agentId));
    return reply.status(204).send();
  },
});
