import Type from "typebox";
import { createCampaign } from "../../../campaigns/campaigns.ts";
import { AccountId } from "../../app.ts";
import { campaignView, givenCampaign, NewCampaignBody } from "../../campaign-view.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns",
  summary: "Makes a campaign. Settings this server does not know are kept and returned",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  body: NewCampaignBody,
  async handler({ params, body, caller, accountId, house, reply }) {
    const made = await house.db.transaction((tx) =>
      createCampaign(tx, caller, accountId, params.dialGroupId, givenCampaign(body)),
    );
    return reply.status(201).send(campaignView(made, []));
  },
});
