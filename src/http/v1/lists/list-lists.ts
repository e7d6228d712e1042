import Type from "typebox";
import { listLists } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ListResource } from "./list-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lists",
  summary: "Lists lead lists with their lead counts by state: all, or those of one campaign",
  tag: "Lists",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ campaignId: Type.Optional(Id) }),
  response: { 200: Type.Object({ items: Type.Array(ListResource) }) },
  handler: async ({ query, accountId, context }) => ({
    items: await listLists(context.db, accountId, { campaignId: query.campaignId }),
  }),
});
