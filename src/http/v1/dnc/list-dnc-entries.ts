import Type from "typebox";
import { listDncEntries } from "../../../dnc/find-dnc-entries.ts";
import { AccountId } from "../../app.ts";
import { DncEntryResource, DncSought, soughtEntries } from "../../dnc-entry-resource.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dnc-entries",
  summary: "Lists do-not-call entries, oldest first",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    ...DncSought,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Absent: 100" })),
    cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the page before" })),
  }),
  response: {
    200: Type.Object({ items: Type.Array(DncEntryResource), nextCursor: Type.Union([Type.String(), Type.Null()]) }),
  },
  async handler({ query, accountId, house }) {
    const { limit = 100, cursor } = query;
    const sought = { ...soughtEntries(query), after: cursor === undefined ? undefined : Number(cursor) };
    const entries = await listDncEntries(house.db, accountId, sought, { maxRows: limit + 1 });
    const items = entries.slice(0, limit);
    return { items, nextCursor: entries.length > limit ? String(items.at(-1)?.dncEntryId) : null };
  },
});
