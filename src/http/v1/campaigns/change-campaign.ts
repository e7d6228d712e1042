import Type from "typebox";
import { updateCampaign } from "../../../campaigns/campaigns.ts";
import { requireDispositions } from "../../../campaigns/counted-dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CampaignAfterChange, ChangedCampaign, givenCampaign } from "./campaign-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/campaigns/:campaignId",
  summary: "Changes what is given of a campaign; dialGroupId moves it",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, campaignId: Id }),
  body: ChangedCampaign,
  response: { 200: CampaignAfterChange },
  handler: ({ params: { campaignId }, body, caller, accountId, context }) =>
    context.db.transaction(async (tx) => {
      const given = givenCampaign(body);
      await requireDispositions(tx, accountId, campaignId, given.values);
      return await updateCampaign(tx, caller, accountId, { campaignId }, given, body.dialGroupId as number | undefined);
    }),
});
