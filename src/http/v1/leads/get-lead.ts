import { scopeFor } from "../../../accounts/caller.ts";
import { readStanding } from "../../../dialer/standing.ts";
import { findLead } from "../../../leads/search.ts";
import { LeadPath } from "../../change-lead-query.ts";
import { endpoint } from "../../endpoint.ts";
import { LeadDetails, leadResource } from "../../lead-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/leads/:leadId",
  summary: "Shows a lead: contact data, where it stands in dialing and why, its callback and its passes.",
  tag: "Leads",
  role: "viewer",
  params: LeadPath,
  response: { 200: LeadDetails },
  async handler({ house, accountId, caller, params: { leadId } }) {
    const { lead, passes } = await findLead(house.db, accountId, leadId);
    const scope = scopeFor(caller, accountId);
    return {
      ...leadResource(lead),
      campaignName: lead.campaign_name,
      dialGroupId: lead.dial_group_id,
      listDesc: lead.list_desc,
      dialing: await readStanding(house.db, scope, { campaignId: lead.campaign_id, leadId }, house.clock()),
      passes,
    };
  },
});
