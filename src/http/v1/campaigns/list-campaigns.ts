import Type from "typebox";
import { listCampaigns } from "../../../campaigns/campaigns.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CampaignResource } from "./campaign-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/campaigns",
  summary: "Lists campaigns: all, or those of one dial group",
  tag: "Campaigns",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ dialGroupId: Type.Optional(Id) }),
  response: { 200: Type.Object({ items: Type.Array(CampaignResource) }) },
  handler: async ({ query, accountId, context }) => ({
    items: await listCampaigns(context.db, accountId, { dialGroupId: query.dialGroupId }),
  }),
});
