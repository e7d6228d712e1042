import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { updateList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";
import { ListBody, listView, parseList } from "./list-view.ts";

export default endpoint({
  method: "PUT",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/lists/:listId",
  summary: "Updates a list's description, state, priority, or archive date; absent fields stay unchanged",
  tag: "Lists",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, listId: Id }),
  body: ListBody,
  async handler({ params, body, caller, accountId, context }) {
    const input = parseList(body, { ...params, accountId }, scopeFor(caller, accountId));
    return listView(
      await context.db.transaction((tx) => updateList(tx, caller, accountId, params, input, context.clock())),
    );
  },
});
