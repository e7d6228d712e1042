import Type from "typebox";
import { listLists } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { pageQuery } from "../list-query.ts";
import { campaignPrefixes } from "../paths.ts";
import { listView } from "./list-view.ts";

export default endpoint({
  method: "GET",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/lists",
  summary: "Lists the lead lists of a campaign with their lead counts by state",
  tag: "Lists",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id }),
  query: Type.Object(pageQuery),
  handler: async ({ params, query, accountId, context }) =>
    (await listLists(context.db, accountId, params, query)).map(listView),
});
