import Type from "typebox";
import { createSavedSearch } from "../../../leads/search/saved-searches.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { NewSavedSearch, SavedSearchResource } from "./saved-search-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/saved-searches",
  summary: "Saves a search under a name",
  description: "A saved search is private to the caller unless a manager shares it with the account.",
  tag: "Saved searches",
  role: "viewer",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId }),
  body: NewSavedSearch,
  response: { 201: SavedSearchResource },
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) =>
      createSavedSearch(tx, caller, accountId, body, context.clock()),
    );
    return reply.status(201).send(created);
  },
});
