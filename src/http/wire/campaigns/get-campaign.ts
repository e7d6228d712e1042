import Type from "typebox";
import { getCampaign } from "../../../campaigns/campaigns.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { permissionsOf, permissionsQuery } from "../list-query.ts";
import { campaignView } from "./campaign-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns/:campaignId",
  summary: "Returns a campaign",
  tag: "Campaigns",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id, campaignId: Id }),
  query: Type.Object(permissionsQuery),
  async handler({ params, query, caller, accountId, context }) {
    const campaign = await getCampaign(context.db, accountId, params);
    return campaignView(campaign, permissionsOf(caller, accountId, query.includePermissions));
  },
});
