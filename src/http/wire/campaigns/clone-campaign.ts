import Type from "typebox";
import { cloneCampaign } from "../../../campaigns/clone-campaign.ts";
import { Name } from "../../../validation/field-schemas.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignView } from "./campaign-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns/:campaignId/clone",
  summary: "Copies a campaign with its settings and dispositions, without its lists and leads",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id, campaignId: Id }),
  query: Type.Object({
    newCampaignName: Type.Optional(Name),
    newCountryCode: Type.Optional(Type.String({ description: "countryId of the copy" })),
  }),
  body: Type.Object({ campaignName: Type.Optional(Name), dialGroupId: Type.Optional(Id) }, { default: {} }),
  async handler({ params, query, body, caller, accountId, context, reply }) {
    const differing = {
      campaignName: body.campaignName ?? query.newCampaignName,
      dialGroupId: body.dialGroupId,
      countryId: query.newCountryCode,
    };
    const clone = await context.db.transaction((tx) => cloneCampaign(tx, caller, accountId, params, differing));
    return reply.status(201).send(campaignView(clone, []));
  },
});
