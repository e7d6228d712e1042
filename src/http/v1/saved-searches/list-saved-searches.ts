import Type from "typebox";
import { listSavedSearches } from "../../../leads/search/saved-searches.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { SavedSearchResource } from "./saved-search-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/saved-searches",
  summary: "Lists the caller's saved searches and shared ones, by name",
  tag: "Saved searches",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(SavedSearchResource) }) },
  handler: async ({ caller, accountId, context }) => ({
    items: await listSavedSearches(context.db, caller, accountId),
  }),
});
