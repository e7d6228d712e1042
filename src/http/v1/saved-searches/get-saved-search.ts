import Type from "typebox";
import { getSavedSearch } from "../../../leads/search/saved-searches.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { SavedSearchResource } from "./saved-search-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/saved-searches/:savedSearchId",
  summary: "Returns a saved search of the caller, or a shared one",
  tag: "Saved searches",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, savedSearchId: Id }),
  response: { 200: SavedSearchResource },
  handler: ({ params, caller, accountId, context }) =>
    getSavedSearch(context.db, caller, accountId, params.savedSearchId),
});
