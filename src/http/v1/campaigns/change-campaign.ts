import Type from "typebox";
import { updateCampaign } from "../../../campaigns/campaigns.ts";
import { requireDispositions } from "../../../campaigns/counted-dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CampaignAfterChange, ChangedCampaign, parseCampaign } from "./campaign-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/campaigns/:campaignId",
  summary: "Updates a campaign; absent fields stay unchanged, dialGroupId moves the campaign",
  tag: "Campaigns",
  role: "manager",
  bodySize: "several",
  params: Type.Object({ accountId: AccountId, campaignId: Id }),
  body: ChangedCampaign,
  response: { 200: CampaignAfterChange },
  handler: ({ params: { campaignId }, body, caller, accountId, context }) =>
    context.db.transaction(async (tx) => {
      const input = parseCampaign(body);
      await requireDispositions(tx, accountId, campaignId, input.values);
      return await updateCampaign(tx, caller, accountId, { campaignId }, input, body.dialGroupId as number | undefined);
    }),
});
