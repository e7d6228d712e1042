import { scopeFor } from "../../../accounts/caller.ts";
import { readDialStatus } from "../../../dialer/rules/dial-status.ts";
import { findLead } from "../../../leads/search/search.ts";
import { endpoint } from "../../core/endpoint.ts";
import { LeadPath } from "../../shared/change-lead.ts";
import { LeadDetails, leadResource } from "./lead-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/leads/:leadId",
  summary: "Returns a lead",
  description: "Includes contact data, whether it can be dialed and why not, its callback, and its passes.",
  tag: "Leads",
  role: "viewer",
  params: LeadPath,
  response: { 200: LeadDetails },
  async handler({ context, accountId, caller, params: { leadId } }) {
    const { lead, passes } = await findLead(context.db, accountId, leadId);
    const scope = scopeFor(caller, accountId);
    return {
      ...leadResource(lead),
      campaignName: lead.campaign_name,
      dialGroupId: lead.dial_group_id,
      listDesc: lead.list_desc,
      dialing: await readDialStatus(context.db, scope, { campaignId: lead.campaign_id, leadId }, context.clock()),
      passes,
    };
  },
});
