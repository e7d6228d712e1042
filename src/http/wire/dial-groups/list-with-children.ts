import Type from "typebox";
import { listCampaigns } from "../../../campaigns/campaigns.ts";
import { listDialGroups } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { campaignView } from "../campaigns/campaign-view.ts";
import { pageQuery, permissionsOf, permissionsQuery } from "../list-query.ts";
import { dialGroupView } from "./dial-group-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialGroups/withChildren",
  summary: "Lists dial groups, each with its campaigns",
  tag: "Dial groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ ...pageQuery, ...permissionsQuery }),
  async handler({ query, caller, accountId, context }) {
    const permissions = permissionsOf(caller, accountId, query.includePermissions);
    const dialGroups = await listDialGroups(context.db, accountId, query);
    const campaigns = Map.groupBy(await listCampaigns(context.db, accountId), (campaign) => campaign.dialGroupId);
    return dialGroups.map((dialGroup) => ({
      ...dialGroupView(dialGroup, permissions),
      campaigns: (campaigns.get(dialGroup.dialGroupId) ?? []).map((campaign) => campaignView(campaign, permissions)),
    }));
  },
});
