import Type from "typebox";
import { readTouchedLeads, touchResults } from "../../../leads/touched-leads.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ActionPath } from "./lead-action-resource.ts";

const Columns = Type.Object(
  {},
  { additionalProperties: true, description: "The fields it changed, such as leadState, passCount, nextDialTime" },
);
const orNull = (schema: Type.TSchema) => Type.Union([schema, Type.Null()]);

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions/:actionId/leads",
  summary: "Lists every lead an action changed, with the values before and after",
  description:
    "Ordered by lead id. For an undo it also lists the leads that were left unchanged because of a conflict.",
  tag: "Lead actions",
  role: "viewer",
  params: ActionPath,
  query: Type.Object({
    result: Type.Optional(Type.Enum([...touchResults], { description: "CONFLICT: leads that an undo left unchanged" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the previous page" })),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          leadId: Type.Integer(),
          result: Type.Enum([...touchResults]),
          reason: orNull(Type.String({ description: "Why an undo left the lead unchanged" })),
          before: Columns,
          after: Columns,
          copyLeadId: orNull(
            Type.Integer({ description: "The copy of the lead that the action made, or that the undo removed" }),
          ),
        }),
      ),
      nextCursor: orNull(Type.String()),
    }),
  },
  async handler({ context, accountId, params: { actionId }, query: { result, limit = 100, cursor } }) {
    const after = cursor === undefined ? undefined : Number(cursor);
    // One row more than the page holds tells whether there is a next page.
    const found = await readTouchedLeads(context.db, accountId, actionId, { result, after, limit: limit + 1 });
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? String(items.at(-1)?.leadId) : null };
  },
});
