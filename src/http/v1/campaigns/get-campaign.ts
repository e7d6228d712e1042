import Type from "typebox";
import { getCampaign } from "../../../campaigns/campaigns.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CampaignResource } from "./campaign-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/campaigns/:campaignId",
  summary: "Returns a campaign",
  tag: "Campaigns",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, campaignId: Id }),
  response: { 200: CampaignResource },
  handler: ({ params, accountId, context }) => getCampaign(context.db, accountId, { campaignId: params.campaignId }),
});
