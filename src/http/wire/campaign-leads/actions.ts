import Type from "typebox";
import { endpoint } from "../../core/endpoint.ts";
import { LeadActionFlags, LeadManagerRequest, leadActionAnswers, performLeadAction } from "./lead-action-request.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/campaignLeads/actions",
  summary:
    "Performs a lead action on the leads that meet the criteria, and answers when it is done; Prefer: respond-async answers at once, Idempotency-Key has a request sent twice performed once.",
  tag: "Lead actions",
  role: "manager",
  rateLimitGroup: "lead-actions",
  query: Type.Object({
    leadAction: Type.Optional(Type.String({ description: "RESET_LEADS, CANCEL_LEADS …" })),
    ...LeadActionFlags.properties,
  }),
  body: LeadManagerRequest,
  response: leadActionAnswers,
  handler: (asked) => performLeadAction(asked, asked.query.leadAction ?? ""),
});
