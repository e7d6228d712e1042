import Type from "typebox";
import { deleteSavedSearch } from "../../../leads/search/saved-searches.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/saved-searches/:savedSearchId",
  summary: "Deletes a saved search",
  description: "Users can delete their own searches, administrators also shared ones.",
  tag: "Saved searches",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, savedSearchId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await context.db.transaction((tx) => deleteSavedSearch(tx, caller, accountId, params.savedSearchId));
    return reply.status(204).send();
  },
});
