import { campaignFields } from "../../../campaigns/campaign-fields.ts";
import type { Campaign } from "../../../campaigns/campaigns.ts";
import type { UnknownDisposition } from "../../../campaigns/counted-dispositions.ts";
import { wireDate } from "../../../validation/dates.ts";
import {
  type Body,
  fieldsOnWire,
  type PathIds,
  parseWireBody,
  requirePathIds,
  wireBody,
} from "../../core/body/field-bodies.ts";

/** Formats a campaign as RingCX does, with the settings stored for it. */
export function campaignView(campaign: Campaign, permissions: string[]) {
  const { dialGroupId, dialGroupName } = campaign;
  return {
    ...fieldsOnWire(campaignFields, campaignResponseNames, campaign),
    campaignId: campaign.campaignId,
    dialGroup: { id: dialGroupId, description: dialGroupName, dialGroupId, dialGroupName },
    createdOn: wireDate(campaign.createdAt),
    permissions,
  };
}

/** Warnings about settings that have no effect yet. The wire stores them anyway, as RingCX does; absent: none. */
export function campaignWarnings(unknown: readonly UnknownDisposition[]): { warnings?: string[] } {
  if (unknown.length === 0) return {};
  const words = ({ field, name }: UnknownDisposition) =>
    `${field} names ${JSON.stringify(name)}, which has no effect until the campaign has a disposition with that name`;
  return { warnings: unknown.map(words) };
}

export const CampaignBody = wireBody(campaignFields, []);
export const NewCampaignBody = wireBody(campaignFields, ["campaignName"]);

/** Names in campaign responses that are neither fields nor settings, in the campaign or in its dial group. */
export const campaignResponseNames = [
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

export function parseCampaign(body: Body, pathIds: PathIds) {
  requirePathIds(body, pathIds);
  const { dialGroupId } = pathIds;
  requirePathIds(body.dialGroup, { dialGroupId, id: dialGroupId }, "dialGroup.");
  return parseWireBody(campaignFields, campaignResponseNames, body);
}
