import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { changeLead } from "../../../leads/change/change-lead.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ChangeLeadQuery, LeadPath } from "../../shared/change-lead.ts";
import { changedLeadView } from "./campaign-lead-view.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/campaignLeads/:leadId",
  summary:
    "Changes the given fields of a lead; null leaves a field alone, an empty text clears it, extendedLeadData is merged.",
  tag: "Leads",
  role: "manager",
  rateLimitGroup: "change-lead",
  params: LeadPath,
  query: ChangeLeadQuery,
  body: Type.Record(Type.String(), Type.Unknown(), { description: "Fields of a CampaignLead" }),
  handler: async ({ context, accountId, caller, params: { leadId }, query, body }) => {
    const { timezoneOption: timeZoneOption, ...where } = query;
    const scope = scopeFor(caller, accountId);
    // Clients that write out their objects whole have null in the fields they did not set.
    const row = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
    const change = { ...where, ...scope, leadId, timeZoneOption, row, replace: false, caller, now: context.clock() };
    return changedLeadView(await changeLead(context.db, change));
  },
});
