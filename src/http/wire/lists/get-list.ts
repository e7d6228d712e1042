import Type from "typebox";
import { getList } from "../../../lists/lists.ts";
import { AccountId } from "../../app.ts";
import { campaignPrefixes } from "../../campaign-prefixes.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";
import { listView } from "../../list-view.ts";

export default endpoint({
  method: "GET",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/lists/:listId",
  summary: "Returns a lead list",
  tag: "Lists",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, listId: Id }),
  handler: async ({ params, accountId, house }) => listView(await getList(house.db, accountId, params)),
});
