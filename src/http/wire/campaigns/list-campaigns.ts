import Type from "typebox";
import { listCampaigns } from "../../../campaigns/campaigns.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { pageQuery, permissionsOf, permissionsQuery } from "../list-query.ts";
import { campaignView } from "./campaign-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns",
  summary: "Lists the campaigns of a dial group",
  tag: "Campaigns",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  query: Type.Object({ ...pageQuery, ...permissionsQuery }),
  async handler({ params, query, caller, accountId, context }) {
    const permissions = permissionsOf(caller, accountId, query.includePermissions);
    const campaigns = await listCampaigns(context.db, accountId, { dialGroupId: params.dialGroupId }, query);
    return campaigns.map((campaign) => campaignView(campaign, permissions));
  },
});
