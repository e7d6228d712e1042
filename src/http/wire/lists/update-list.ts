import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { updateList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";
import { givenList, ListBody, listView } from "./list-view.ts";

export default endpoint({
  method: "PUT",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/lists/:listId",
  summary: "Changes what is given of description, state, priority and archive date",
  tag: "Lists",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, listId: Id }),
  body: ListBody,
  async handler({ params, body, caller, accountId, context }) {
    const given = givenList(body, { ...params, accountId }, scopeFor(caller, accountId));
    return listView(
      await context.db.transaction((tx) => updateList(tx, caller, accountId, params, given, context.clock())),
    );
  },
});
