import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { getCampaign } from "../../../campaigns/campaigns.ts";
import { findAction } from "../../../leads/catalogue.ts";
import { acceptAction } from "../../../leads/engine/accept-action.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { awaitedAction } from "../../core/waiting/await-action.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialGroups/:dialGroupId/campaigns/:campaignId/clearCache",
  summary: "Makes dialers reload the campaign's leads",
  description: "Runs the lead action DIALER_REFRESH on the campaign.",
  tag: "Campaigns",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id, campaignId: Id }),
  async handler(endpointRequest) {
    const { params, accountId, context, caller, reply } = endpointRequest;
    const { campaignId } = await getCampaign(context.db, accountId, params);
    const wanted = {
      action: findAction("DIALER_REFRESH"),
      criteria: { campaignIds: [campaignId] },
      params: {},
      allLeads: false,
    };
    const scope = scopeFor(caller, accountId);
    await awaitedAction(endpointRequest, await acceptAction(context.db, scope, caller, wanted, context.clock()));
    // The response RingCX clients expect: 201 and the text "true".
    return reply.status(201).type("text/plain").send("true");
  },
});
