import Type from "typebox";
import { getList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ListResource } from "./list-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lists/:listId",
  summary: "Returns a lead list",
  tag: "Lists",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, listId: Id }),
  response: { 200: ListResource },
  handler: ({ params, accountId, context }) => getList(context.db, accountId, { listId: params.listId }),
});
