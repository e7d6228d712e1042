import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { changeLead } from "../../../leads/change/change-lead.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ChangeLeadQuery, LeadPath } from "../../shared/change-lead.ts";
import { changedLeadView } from "./campaign-lead-view.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/campaignLeads/:leadId",
  summary: "Replaces a lead's contact fields, priority, and maxPasses",
  description:
    "Absent fields of these are cleared. Fields the engine maintains, such as state and pass count, stay unchanged unless they are sent.",
  tag: "Leads",
  role: "manager",
  bodySize: "several",
  rateLimitGroup: "change-lead",
  params: LeadPath,
  query: ChangeLeadQuery,
  body: Type.Record(Type.String(), Type.Unknown(), {
    description: "A CampaignLead; absent and null fields are cleared",
  }),
  handler: async ({ context, accountId, caller, params: { leadId }, query, body: row }) => {
    const { timezoneOption: timeZoneOption, ...where } = query;
    const scope = scopeFor(caller, accountId);
    const change = { ...where, ...scope, leadId, timeZoneOption, row, replace: true, caller, now: context.clock() };
    return changedLeadView(await changeLead(context.db, change));
  },
});
