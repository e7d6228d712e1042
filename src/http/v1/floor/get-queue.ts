import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { readQueue } from "../../../dialer/rules/queue.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { QueueResource } from "./queue-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/queue",
  summary: "How the leads of a campaign stand to be dialed: now, later, and why not. By the same rules as a claim.",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    campaignId: Id,
    agentId: Type.Optional({ ...Id, description: "As this agent would be served; absent: a dialer" }),
  }),
  response: {
    200: QueueResource,
  },
  handler: async ({ context, accountId, caller, query }) =>
    await readQueue(context.db, scopeFor(caller, accountId), query, context.clock()),
});
