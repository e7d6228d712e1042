import Type from "typebox";
import { historyKinds, readHistory } from "../../../leads/history.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Instant } from "../../core/ids.ts";
import { LeadPath } from "../../shared/change-lead.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/leads/:leadId/history",
  summary: "Tells what happened to a lead; also once it is deleted, then without personal data.",
  tag: "Leads",
  role: "viewer",
  params: LeadPath,
  query: Type.Object({
    order: Type.Optional(Type.Enum(["newest", "oldest"], { description: "What comes first; absent: newest" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Absent: 100" })),
    cursor: Type.Optional(Type.String({ description: "nextCursor of the page before" })),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          at: Instant,
          kind: Type.Enum([...historyKinds]),
          id: Type.Integer({ description: "Of the action, edit, claim or pass; for LOADED the lead's own" }),
          by: Type.Union([Type.String(), Type.Null()], { description: "Person or program behind it" }),
          details: Type.Object({}, { additionalProperties: true, description: "What there is to know, by kind" }),
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
