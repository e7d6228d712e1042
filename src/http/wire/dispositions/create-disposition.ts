import Type from "typebox";
import { getCampaign } from "../../../campaigns/campaigns.ts";
import { createDisposition } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";
import { DispositionBody, dispositionView, parseDisposition } from "./disposition-view.ts";

export default endpoint({
  method: "POST",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/campaignDispositions",
  summary: "Creates an agent disposition",
  description: "Send its name as disposition or name.",
  tag: "Campaign dispositions",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id }),
  body: DispositionBody,
  async handler({ params, body, caller, accountId, context, reply }) {
    const created = await context.db.transaction(async (tx) => {
      await getCampaign(tx, accountId, params);
      return createDisposition(
        tx,
        caller,
        accountId,
        params.campaignId,
        parseDisposition(body, { ...params, accountId }),
      );
    });
    return reply.status(201).send(dispositionView(created));
  },
});
