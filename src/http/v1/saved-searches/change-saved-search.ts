import Type from "typebox";
import { changeSavedSearch } from "../../../leads/search/saved-searches.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ChangedSavedSearch, SavedSearchResource } from "./saved-search-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/saved-searches/:savedSearchId",
  summary: "Updates a saved search; absent fields stay unchanged",
  description: "Users can change their own searches, administrators also shared ones.",
  tag: "Saved searches",
  role: "viewer",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId, savedSearchId: Id }),
  body: ChangedSavedSearch,
  response: { 200: SavedSearchResource },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction((tx) =>
      changeSavedSearch(tx, caller, accountId, params.savedSearchId, body, context.clock()),
    ),
});
