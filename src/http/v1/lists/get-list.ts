import Type from "typebox";
import { getList } from "../../../lists/lists.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";
import { ListResource } from "../../list-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lists/:listId",
  summary: "Returns a lead list",
  tag: "Lists",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, listId: Id }),
  response: { 200: ListResource },
  handler: ({ params, accountId, house }) => getList(house.db, accountId, { listId: params.listId }),
});
