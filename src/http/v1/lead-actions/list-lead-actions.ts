import Type from "typebox";
import { leadActions } from "../../../leads/catalogue.ts";
import { actionStatuses, listActions } from "../../../leads/engine/action-record.ts";
import { loadAction } from "../../../leads/files/load-action.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { LeadActionResource, leadActionResource } from "./lead-action-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions",
  summary: "Lists lead actions, newest first",
  tag: "Lead actions",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    status: Type.Optional(Type.Enum([...actionStatuses])),
    action: Type.Optional(Type.Enum([...leadActions.map(({ name }) => name), loadAction, "UNDO"])),
    requestedBy: Type.Optional(Type.String({ description: "Email address of the user" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the previous page" })),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(LeadActionResource),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  async handler({ context, accountId, query: { limit = 100, cursor, ...filter } }) {
    const before = cursor === undefined ? undefined : Number(cursor);
    // One row more than the page holds tells whether there is a next page.
    const found = await listActions(context.db, accountId, { ...filter, before }, limit + 1);
    const page = found.slice(0, limit);
    return {
      items: page.map((record) => leadActionResource(record)),
      nextCursor: found.length > limit ? String(page.at(-1)?.actionId) : null,
    };
  },
});
