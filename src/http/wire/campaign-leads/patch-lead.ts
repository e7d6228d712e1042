import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { changeLead } from "../../../leads/change/change-lead.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ChangeLeadQuery, LeadPath } from "../../shared/change-lead.ts";
import { changedLeadView } from "./campaign-lead-view.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/campaignLeads/:leadId",
  summary: "Updates a lead; absent fields stay unchanged",
  description: "null leaves a field unchanged, empty text clears it. extendedLeadData is merged with the stored data.",
  tag: "Leads",
  role: "manager",
  bodySize: "several",
  rateLimitGroup: "change-lead",
  params: LeadPath,
  query: ChangeLeadQuery,
  body: Type.Record(Type.String(), Type.Unknown(), { description: "Fields of a CampaignLead" }),
  handler: async ({ context, accountId, caller, params: { leadId }, query, body }) => {
    const { timezoneOption: timeZoneOption, ...where } = query;
    const scope = scopeFor(caller, accountId);
    // Clients that serialize whole objects send null for every field they did not set.
    const row = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
    const change = { ...where, ...scope, leadId, timeZoneOption, row, replace: false, caller, now: context.clock() };
    return changedLeadView(await changeLead(context.db, change));
  },
});
