import Type from "typebox";
import { endpoint } from "../../core/endpoint.ts";
import { LeadActionFlags, LeadManagerRequest, leadActionAnswers, performLeadAction } from "./lead-action-request.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/campaignLeads/actions",
  summary: "Performs a lead action on the leads that match the criteria",
  description:
    "Responds when the action is done. With Prefer: respond-async it responds at once with 202 and the address of the action. With an Idempotency-Key, a repeated request is performed once.",
  tag: "Lead actions",
  role: "manager",
  bodySize: "list",
  heavy: ({ query }) => (query.dryRun ? "searches" : undefined),
  rateLimitGroup: "lead-actions",
  query: Type.Object({
    leadAction: Type.Optional(Type.String({ description: "RESET_LEADS, CANCEL_LEADS, and so on" })),
    ...LeadActionFlags.properties,
  }),
  body: LeadManagerRequest,
  response: leadActionAnswers,
  handler: (endpointRequest) => performLeadAction(endpointRequest, endpointRequest.query.leadAction ?? ""),
});
