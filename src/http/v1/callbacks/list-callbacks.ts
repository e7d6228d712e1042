import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { callbackStatuses, listCallbacks } from "../../../dialer/floor/callbacks.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CallbackResource } from "./callback-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/callbacks",
  summary:
    "Lists open callbacks, the earliest first: those to come, those due, those that were missed, and those that nobody is served.",
  tag: "Callbacks",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    agentId: Type.Optional({ ...Id, description: "Only this agent's" }),
    byAnyone: Type.Optional(Type.Boolean({ description: "Only those that anyone keeps" })),
    campaignId: Type.Optional(Id),
    status: Type.Optional(Type.Enum([...callbackStatuses])),
    graceMinutes: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 525_600,
        description: "After so many minutes a due one is missed; absent: 15",
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Absent: 100" })),
    cursor: Type.Optional(Type.String({ description: "nextCursor of the page before" })),
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
