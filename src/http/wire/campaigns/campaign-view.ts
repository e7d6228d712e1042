import { campaignFields } from "../../../campaigns/campaign-fields.ts";
import type { Campaign } from "../../../campaigns/campaigns.ts";
import type { UnknownDisposition } from "../../../campaigns/counted-dispositions.ts";
import { wireDate } from "../../../validation/dates.ts";
import { type Body, fieldsOnWire, givenOnWire, type Place, requirePlace, wireBody } from "../../core/field-bodies.ts";

/** A campaign as RingCX shows it, with the settings it was given besides. */
export function campaignView(campaign: Campaign, permissions: string[]) {
  const { dialGroupId, dialGroupName } = campaign;
  return {
    ...fieldsOnWire(campaignFields, answeredOfCampaign, campaign),
    campaignId: campaign.campaignId,
    dialGroup: { id: dialGroupId, description: dialGroupName, dialGroupId, dialGroupName },
    createdOn: wireDate(campaign.createdAt),
    permissions,
  };
}

/** What of a change has no effect, for clients of the wire, whose settings are kept as they write them. Absent: nothing. */
export function campaignWarnings(unknown: readonly UnknownDisposition[]): { warnings?: string[] } {
  if (unknown.length === 0) return {};
  const words = ({ field, name }: UnknownDisposition) =>
    `${field} names ${JSON.stringify(name)}, which has no effect until the campaign has a disposition of that name`;
  return { warnings: unknown.map(words) };
}

export const CampaignBody = wireBody(campaignFields, []);
export const NewCampaignBody = wireBody(campaignFields, ["campaignName"]);

/** What answers say of a campaign besides its fields and settings, here or within its dial group. */
export const answeredOfCampaign = [
  "accountId",
  "campaignId",
  "dialGroupId",
  "dialGroupName",
  "dialGroup",
  "createdOn",
  "permissions",
  "campaignDispositions",
  "lastPassDts",
  "warnings",
];

export function givenCampaign(body: Body, place: Place) {
  requirePlace(body, place);
  const { dialGroupId } = place;
  requirePlace(body.dialGroup, { dialGroupId, id: dialGroupId }, "dialGroup.");
  return givenOnWire(campaignFields, answeredOfCampaign, body);
}
