import Type from "typebox";
import { countByTag, listDncTags } from "../../../dnc/dnc-tags.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncTagResource } from "./dnc-tag-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dnc-tags",
  summary: "Lists do-not-call tags, the global tag first",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({
    counts: Type.Optional(Type.Boolean({ description: "true: also return how many entries each tag has" })),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(Type.Object({ ...DncTagResource.properties, entryCount: Type.Optional(Type.Integer()) })),
    }),
  },
  async handler({ query, accountId, context }) {
    const items = await listDncTags(context.db, accountId);
    if (!query.counts) return { items };
    const counts = await countByTag(context.db, accountId);
    return { items: items.map((tag) => ({ ...tag, entryCount: counts.get(tag.dncTagId) ?? 0 })) };
  },
});
