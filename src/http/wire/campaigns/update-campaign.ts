import Type from "typebox";
import { updateCampaign } from "../../../campaigns/campaigns.ts";
import { unknownDispositions } from "../../../campaigns/counted-dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CampaignBody, campaignView, campaignWarnings, givenCampaign } from "./campaign-view.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns/:campaignId",
  summary: "Changes the settings that are given; the others stay",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id, campaignId: Id }),
  body: CampaignBody,
  async handler({ params, body, caller, accountId, context }) {
    const given = givenCampaign(body, { ...params, accountId });
    const { changed, unknown } = await context.db.transaction(async (tx) => ({
      changed: await updateCampaign(tx, caller, accountId, params, given),
      unknown: await unknownDispositions(tx, accountId, params.campaignId, given.values),
    }));
    return { ...campaignView(changed, []), ...campaignWarnings(unknown) };
  },
});
