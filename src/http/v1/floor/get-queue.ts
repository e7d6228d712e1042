import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { readQueue } from "../../../dialer/rules/queue.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { QueueResource } from "./queue-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/queue",
  summary: "Counts a campaign's leads by whether they can be dialed",
  description: "Dialable now, dialable later, and not dialable by reason, under the same rules as a claim.",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    campaignId: Id,
    agentId: Type.Optional({ ...Id, description: "Count as for a claim by this agent; absent: a dialer" }),
  }),
  response: {
    200: QueueResource,
  },
  handler: async ({ context, accountId, caller, query }) =>
    await readQueue(context.db, scopeFor(caller, accountId), query, context.clock()),
});
