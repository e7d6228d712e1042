import Type from "typebox";
import { deleteSavedSearch } from "../../../leads/saved-searches.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/saved-searches/:savedSearchId",
  summary: "Deletes a saved search: the caller's own, or, for an administrator, one that is shared",
  tag: "Saved searches",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, savedSearchId: Id }),
  async handler({ params, caller, accountId, house, reply }) {
    await house.db.transaction((tx) => deleteSavedSearch(tx, caller, accountId, params.savedSearchId));
    return reply.status(204).send();
  },
});
