import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { callbackStatuses, listCallbacks } from "../../../dialer/floor/callbacks.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CallbackResource } from "./callback-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/callbacks",
  summary: "Lists open callbacks, earliest first",
  description: "Includes upcoming, due, and missed callbacks, and those that are BARRED or ORPHANED.",
  tag: "Callbacks",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    agentId: Type.Optional({ ...Id, description: "Only callbacks by this agent" }),
    byAnyone: Type.Optional(Type.Boolean({ description: "Only callbacks that any agent may make" })),
    campaignId: Type.Optional(Id),
    status: Type.Optional(Type.Enum([...callbackStatuses])),
    graceMinutes: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 525_600,
        description: "Minutes after which a due callback counts as missed; default: 15",
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ description: "nextCursor of the previous page" })),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(CallbackResource),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  handler: ({ context, accountId, caller, query: { cursor, graceMinutes = 15, limit = 100, ...filter } }) =>
    listCallbacks(
      context.db,
      scopeFor(caller, accountId),
      { ...filter, graceMinutes, limit, after: cursor },
      context.clock(),
    ),
});
