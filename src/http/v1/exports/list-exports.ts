import Type from "typebox";
import { listExports } from "../../../leads/export/exports.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { ExportResource, exportResource } from "./export-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/exports",
  summary: "Lists the exports that have not been removed, newest first",
  tag: "Exports",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the previous page" })),
  }),
  response: {
    200: Type.Object({ items: Type.Array(ExportResource), nextCursor: Type.Union([Type.String(), Type.Null()]) }),
  },
  async handler({ query: { limit = 100, cursor }, accountId, context }) {
    // One row more than the page holds tells whether there is a next page.
    const found = await listExports(
      context.db,
      accountId,
      limit + 1,
      cursor === undefined ? undefined : Number(cursor),
    );
    const items = found.slice(0, limit).map((one) => exportResource(one, context.publicUrl()));
    return { items, nextCursor: found.length > limit ? String(items.at(-1)?.id) : null };
  },
});
