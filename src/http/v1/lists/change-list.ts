import Type from "typebox";
import { updateList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ChangedList, ListResource, parseList } from "./list-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/lists/:listId",
  summary: "Updates a lead list; absent fields stay unchanged",
  tag: "Lists",
  role: "manager",
  params: Type.Object({ accountId: AccountId, listId: Id }),
  body: ChangedList,
  response: { 200: ListResource },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction((tx) =>
      updateList(tx, caller, accountId, { listId: params.listId }, parseList(body), context.clock()),
    ),
});
