import Type from "typebox";
import { endpoint } from "../../endpoint.ts";
import { LeadActionFlags, LeadActionResult, LeadManagerRequest, performLeadAction } from "../../lead-action-request.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/campaignLeads/actions",
  summary: "Performs a lead action on the leads that meet the criteria.",
  tag: "Lead actions",
  role: "manager",
  rateLimitGroup: "lead-actions",
  query: Type.Object({
    leadAction: Type.Optional(Type.String({ description: "RESET_LEADS, CANCEL_LEADS …" })),
    ...LeadActionFlags.properties,
  }),
  body: LeadManagerRequest,
  response: { 200: LeadActionResult },
  handler: ({ house, accountId, caller, query, body }) =>
    performLeadAction(house, accountId, caller, query.leadAction ?? "", body, query),
});
