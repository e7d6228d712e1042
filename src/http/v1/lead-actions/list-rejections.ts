import Type from "typebox";
import { readAction } from "../../../leads/engine/action-record.ts";
import type { LoadPlan } from "../../../leads/files/load-work.ts";
import { readRejections, rejectionReasons } from "../../../leads/files/rejected-rows.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ActionPath } from "./lead-action-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-actions/:actionId/rejections",
  summary: "Lists the rows that the load of a file rejected",
  description:
    "In the order of the file, each with its reason and its cells. They are kept for 30 days; rejected-rows returns them as CSV.",
  tag: "Lead actions",
  role: "manager",
  params: ActionPath,
  query: Type.Object({
    reason: Type.Optional(Type.Enum([...rejectionReasons])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the previous page" })),
  }),
  response: {
    200: Type.Object({
      headers: Type.Array(Type.String(), { description: "Column headers, from the first row of the file" }),
      items: Type.Array(
        Type.Object({
          rowNumber: Type.Integer({ description: "Row number in the file, from 1" }),
          reason: Type.Enum([...rejectionReasons]),
          message: Type.String({ description: "The field, its value, and what is expected" }),
          cells: Type.Array(Type.String()),
        }),
      ),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  async handler({ context, accountId, params: { actionId }, query: { reason, limit = 100, cursor } }) {
    const record = await readAction(context.db, accountId, actionId);
    const after = cursor === undefined ? undefined : Number(cursor);
    // One row more than the page holds tells whether there is a next page.
    const found = await readRejections(context.db, accountId, actionId, { after, limit: limit + 1, reason });
    const items = found.slice(0, limit);
    return {
      headers: (record.settled as Partial<LoadPlan>).headers ?? [],
      items,
      nextCursor: found.length > limit ? String(items.at(-1)?.rowNumber) : null,
    };
  },
});
