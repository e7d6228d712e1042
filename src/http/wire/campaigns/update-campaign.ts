import Type from "typebox";
import { updateCampaign } from "../../../campaigns/campaigns.ts";
import { AccountId } from "../../app.ts";
import { CampaignBody, campaignView, givenCampaign } from "../../campaign-view.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns/:campaignId",
  summary: "Changes the settings that are given; the others stay",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id, campaignId: Id }),
  body: CampaignBody,
  async handler({ params, body, caller, accountId, house }) {
    const changed = await house.db.transaction((tx) =>
      updateCampaign(tx, caller, accountId, params, givenCampaign(body)),
    );
    return campaignView(changed, []);
  },
});
