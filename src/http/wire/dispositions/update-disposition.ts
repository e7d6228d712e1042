import Type from "typebox";
import { getCampaign } from "../../../campaigns/campaigns.ts";
import { getDisposition, updateDisposition } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";
import { DispositionBody, dispositionView, parseDisposition } from "./disposition-view.ts";

export default endpoint({
  method: "PUT",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/campaignDispositions/:dispositionId",
  summary: "Updates an agent disposition; absent settings stay unchanged",
  tag: "Campaign dispositions",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, dispositionId: Id }),
  body: DispositionBody,
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction(async (tx) => {
      const { campaignId, dispositionId } = params;
      await getCampaign(tx, accountId, params);
      const now = await getDisposition(tx, accountId, dispositionId, campaignId);
      const input = parseDisposition(body, { ...params, accountId }, now);
      return dispositionView(await updateDisposition(tx, caller, accountId, dispositionId, campaignId, input));
    }),
});
