import Type from "typebox";
import { countDncEntries, listDncEntries } from "../../../dnc/find-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncEntryResource, DncFilterQuery, parseDncFilter } from "./dnc-entry-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dnc-entries",
  summary: "Lists do-not-call entries page by page, in the order they were added",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    ...DncFilterQuery,
    sort: Type.Optional(
      Type.Enum(["dncEntryId", "-dncEntryId"], { description: "-dncEntryId: newest first; default: dncEntryId" }),
    ),
    total: Type.Optional(Type.Boolean({ description: "true: also return how many match in all" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the previous page" })),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(DncEntryResource),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
      total: Type.Optional(Type.Integer()),
    }),
  },
  async handler({ query, accountId, context }) {
    const { limit = 100, cursor, sort, total = false } = query;
    const filter = parseDncFilter(query, context.clock());
    const page = { newestFirst: sort === "-dncEntryId", after: cursor === undefined ? undefined : Number(cursor) };
    // One row more than the page holds tells whether there is a next page.
    const entries = await listDncEntries(context.db, accountId, { ...filter, ...page }, { maxRows: limit + 1 });
    const items = entries.slice(0, limit);
    return {
      items,
      nextCursor: entries.length > limit ? String(items.at(-1)?.dncEntryId) : null,
      ...(total ? { total: await countDncEntries(context.db, accountId, filter) } : {}),
    };
  },
});
