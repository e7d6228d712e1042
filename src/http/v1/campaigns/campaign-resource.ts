import Type from "typebox";
import { campaignFields } from "../../../campaigns/campaign-fields.ts";
import { type Body, parseV1Body, resourceSchema, SettingsObject, v1Body } from "../../core/body/field-bodies.ts";
import { Id, Instant } from "../../core/ids.ts";
import { campaignResponseNames } from "../../wire/campaigns/campaign-view.ts";

const more = { settings: Type.Optional(SettingsObject) };

export const CampaignResource = resourceSchema("Campaign", campaignFields, {
  campaignId: Type.Integer(),
  dialGroupId: Type.Integer(),
  dialGroupName: Type.String(),
  settings: SettingsObject,
  createdAt: Instant,
});
export const CampaignAfterChange = Type.Intersect([
  CampaignResource,
  Type.Object({
    orphanedLeads: Type.Optional(
      Type.Integer({
        description:
          "How many leads nobody can be handed since this change, because their agents are not in the new dial group. Absent: none",
      }),
    ),
  }),
]);
export const NewCampaign = v1Body(campaignFields, ["campaignName"], { dialGroupId: Id, ...more });
export const ChangedCampaign = v1Body(campaignFields, [], { dialGroupId: Type.Optional(Id), ...more });

export const parseCampaign = (body: Body) => parseV1Body(campaignFields, campaignResponseNames, body);
