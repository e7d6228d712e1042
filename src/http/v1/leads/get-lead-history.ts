import Type from "typebox";
import { historyKinds, readHistory } from "../../../leads/history.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Instant } from "../../core/ids.ts";
import { LeadPath } from "../../shared/change-lead.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/leads/:leadId/history",
  summary: "Lists what happened to a lead",
  description: "Still works after the lead is deleted, without personal data.",
  tag: "Leads",
  role: "viewer",
  params: LeadPath,
  query: Type.Object({
    order: Type.Optional(Type.Enum(["newest", "oldest"], { description: "Which events come first; default: newest" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ description: "nextCursor of the previous page" })),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          at: Instant,
          kind: Type.Enum([...historyKinds]),
          id: Type.Integer({ description: "Id of the action, edit, claim, or pass; for LOADED the id of the lead" }),
          by: Type.Union([Type.String(), Type.Null()], { description: "The user or program that did it" }),
          details: Type.Object({}, { additionalProperties: true, description: "Details, which depend on the kind" }),
        }),
      ),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  async handler({ context, accountId, params: { leadId }, query: { order = "newest", limit = 100, cursor } }) {
    const page = { after: cursor, limit, newestFirst: order === "newest" };
    const { events, nextCursor } = await readHistory(context.db, accountId, leadId, page);
    return { items: events, nextCursor };
  },
});
