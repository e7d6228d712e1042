import Type from "typebox";
import { updateList } from "../../../lists/lists.ts";
import { AccountId } from "../../app.ts";
import { campaignPrefixes } from "../../campaign-prefixes.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";
import { givenList, ListBody, listView } from "../../list-view.ts";

export default endpoint({
  method: "PUT",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/lists/:listId",
  summary: "Changes what is given of description, state and priority",
  tag: "Lists",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, listId: Id }),
  body: ListBody,
  handler: async ({ params, body, caller, accountId, house }) =>
    listView(await house.db.transaction((tx) => updateList(tx, caller, accountId, params, givenList(body)))),
});
