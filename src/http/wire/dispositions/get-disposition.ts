import Type from "typebox";
import { getCampaign } from "../../../campaigns/campaigns.ts";
import { getDisposition } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";
import { dispositionView } from "./disposition-view.ts";

export default endpoint({
  method: "GET",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/campaignDispositions/:dispositionId",
  summary: "Returns an agent disposition",
  tag: "Campaign dispositions",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, dispositionId: Id }),
  async handler({ params, accountId, context }) {
    await getCampaign(context.db, accountId, params);
    return dispositionView(await getDisposition(context.db, accountId, params.dispositionId, params.campaignId));
  },
});
