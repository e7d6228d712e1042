import { findLead } from "../../../leads/search.ts";
import { LeadPath } from "../../change-lead-query.ts";
import { endpoint } from "../../endpoint.ts";
import { leadResource } from "../../lead-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/leads/:leadId",
  summary: "Shows a lead: contact data, where it stands in dialing, its callback and its passes.",
  tag: "Leads",
  role: "viewer",
  params: LeadPath,
  async handler({ house, accountId, params: { leadId } }) {
    const { lead, passes } = await findLead(house.db, accountId, leadId);
    return {
      ...leadResource(lead),
      campaignName: lead.campaign_name,
      dialGroupId: lead.dial_group_id,
      listDesc: lead.list_desc,
      passes,
    };
  },
});
