import Type from "typebox";
import { getCampaign } from "../../../campaigns/campaigns.ts";
import { deleteDisposition } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";

export default endpoint({
  method: "DELETE",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/campaignDispositions/:dispositionId",
  summary: "Deletes an agent disposition; leads and passes keep its name",
  tag: "Campaign dispositions",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, dispositionId: Id }),
  async handler({ params, caller, accountId, context }) {
    await context.db.transaction(async (tx) => {
      await getCampaign(tx, accountId, params);
      await deleteDisposition(tx, caller, accountId, params.dispositionId, params.campaignId);
    });
    return true;
  },
});
