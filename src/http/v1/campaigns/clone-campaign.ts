import Type from "typebox";
import { cloneCampaign } from "../../../campaigns/clone-campaign.ts";
import { Name } from "../../../validation/field-schemas.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { CampaignResource } from "./campaign-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/campaigns/:campaignId/clone",
  summary: "Copies a campaign with its settings and dispositions, without its lists and leads",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, campaignId: Id }),
  body: Type.Object(
    { campaignName: Type.Optional(Name), dialGroupId: Type.Optional(Id) },
    { additionalProperties: false, default: {} },
  ),
  response: { 201: CampaignResource },
  async handler({ params, body, caller, accountId, context, reply }) {
    const { campaignId } = params;
    const clone = await context.db.transaction((tx) => cloneCampaign(tx, caller, accountId, { campaignId }, body));
    return reply.status(201).send(clone);
  },
});
