import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Page, searchPage } from "./search-page.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/campaignLeads/leadSearch",
  summary: "Searches leads",
  description: "Returns an array of rows. The header X-Total-Count has the number of all matches.",
  tag: "Leads",
  role: "viewer",
  bodySize: "list",
  heavy: "searches",
  rateLimitGroup: (query) =>
    /^true$/i.test(String((query as { count?: unknown }).count)) ? "lead-search-count" : "lead-search",
  query: Page,
  body: Type.Object({ ...Criteria.properties, ...Page.properties }, { default: {} }),
  handler: async ({ context, accountId, caller, query, body, reply }) => {
    const { page, maxRows, count, ...criteria } = body;
    return await searchPage(context, scopeFor(caller, accountId), criteria, { page, maxRows, count, ...query }, reply);
  },
});
