import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { prepareLongLists } from "../../../leads/search/long-lists.ts";
import { countByState, countLeads, findLeads } from "../../../leads/search/search.ts";
import { leadStates } from "../../../leads/state.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { LeadResource, leadResource } from "./lead-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/leads/search",
  summary: "Searches leads, page by page in the order of their ids",
  tag: "Leads",
  role: "viewer",
  bodySize: "list",
  heavy: "searches",
  rateLimitGroup: "lead-search",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    {
      criteria: Type.Optional(Type.Object(Criteria.properties, { additionalProperties: false })),
      sort: Type.Optional(Type.Enum(["leadId", "-leadId"], { description: "-leadId: descending; default: leadId" })),
      total: Type.Optional(
        Type.Enum(["exact", "estimated", "none"], {
          description: "Whether to return how many match in all; default: none",
        }),
      ),
      states: Type.Optional(Type.Boolean({ description: "true: also return how many match in each state" })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
      cursor: Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description: "nextCursor of the previous page" })),
    },
    { additionalProperties: false, default: {} },
  ),
  response: {
    200: Type.Object({
      items: Type.Array(LeadResource),
      nextCursor: Type.Union([Type.String(), Type.Null()]),
      total: Type.Union([Type.Object({ count: Type.Integer(), exact: Type.Boolean() }), Type.Null()]),
      states: Type.Optional(
        Type.Array(
          Type.Object({
            state: Type.Enum([...leadStates]),
            suppressed: Type.Boolean(),
            count: Type.Integer(),
          }),
        ),
      ),
    }),
  },
  async handler({ context, accountId, caller, body }) {
    const { criteria: given = {}, sort, total = "none", states = false, limit = 100, cursor } = body;
    const scope = scopeFor(caller, accountId);
    const criteria = await prepareLongLists(given, scope.country);
    // One row more than the page holds tells whether there is a next page.
    const page = {
      descending: sort === "-leadId",
      after: cursor === undefined ? undefined : Number(cursor),
      limit: limit + 1,
    };
    const found = await findLeads(context.db, scope, criteria, page);
    const items = found.slice(0, limit).map(leadResource);
    return {
      items,
      nextCursor: found.length > limit ? String(items.at(-1)?.leadId) : null,
      total: total === "none" ? null : await countLeads(context.db, scope, criteria, total === "exact"),
      ...(states ? { states: await countByState(context.db, scope, criteria) } : {}),
    };
  },
});
