import { campaignFields } from "../campaigns/campaign-fields.ts";
import type { Campaign } from "../campaigns/campaigns.ts";
import { wireDate } from "../dates.ts";
import { type Body, fieldsOnWire, givenOnWire, wireBody } from "./bodies.ts";

/** A campaign as RingCX shows it, with the settings it was given besides. */
export function campaignView(campaign: Campaign, permissions: string[]) {
  const { dialGroupId, dialGroupName } = campaign;
  return {
    ...fieldsOnWire(campaignFields, campaign),
    campaignId: campaign.campaignId,
    dialGroup: { id: dialGroupId, description: dialGroupName, dialGroupId, dialGroupName },
    createdOn: wireDate(campaign.createdAt),
    permissions,
  };
}

export const CampaignBody = wireBody(campaignFields, []);
export const NewCampaignBody = wireBody(campaignFields, ["campaignName"]);

const answered = ["campaignId", "dialGroup", "createdOn", "permissions", "campaignDispositions", "lastPassDts"];

export const givenCampaign = (body: Body) => givenOnWire(campaignFields, answered, body);
