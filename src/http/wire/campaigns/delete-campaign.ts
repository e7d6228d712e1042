import Type from "typebox";
import { deleteCampaign } from "../../../campaigns/campaigns.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns/:campaignId",
  summary: "Deletes a campaign that has no leads, with its dispositions and empty lists",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id, campaignId: Id }),
  async handler({ params, caller, accountId, context }) {
    await context.db.transaction((tx) => deleteCampaign(tx, caller, accountId, params));
    return true;
  },
});
