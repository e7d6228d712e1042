import Type from "typebox";
import { campaignFields } from "../../../campaigns/campaign-fields.ts";
import { type Body, givenOnV1, resource, SettingsObject, v1Body } from "../../core/field-bodies.ts";
import { Id, Instant } from "../../core/ids.ts";
import { answeredOfCampaign } from "../../wire/campaigns/campaign-view.ts";

const more = { settings: Type.Optional(SettingsObject) };

export const CampaignResource = resource("Campaign", campaignFields, {
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
          "Leads that nobody is served since, as their agents do not work for its new dial group; absent: none",
      }),
    ),
  }),
]);
export const NewCampaign = v1Body(campaignFields, ["campaignName"], { dialGroupId: Id, ...more });
export const ChangedCampaign = v1Body(campaignFields, [], { dialGroupId: Type.Optional(Id), ...more });

export const givenCampaign = (body: Body) => givenOnV1(campaignFields, answeredOfCampaign, body);
