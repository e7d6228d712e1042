import Type from "typebox";
import { getList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";
import { listView } from "./list-view.ts";

export default endpoint({
  method: "GET",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/lists/:listId",
  summary: "Returns a lead list",
  tag: "Lists",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, listId: Id }),
  handler: async ({ params, accountId, context }) => listView(await getList(context.db, accountId, params)),
});
