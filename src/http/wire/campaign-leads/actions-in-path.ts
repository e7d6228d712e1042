import Type from "typebox";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { LeadActionFlags, LeadManagerRequest, leadActionAnswers, performLeadAction } from "./lead-action-request.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/campaignLeads/actions=:leadAction",
  summary: "Performs a lead action named in the path",
  description: "The older form of campaignLeads/actions?leadAction=…, which RingCX's published guide also shows.",
  tag: "Lead actions",
  role: "manager",
  bodySize: "list",
  heavy: ({ query }) => (query.dryRun ? "searches" : undefined),
  rateLimitGroup: "lead-actions",
  params: Type.Object({ accountId: AccountId, leadAction: Type.String() }),
  query: LeadActionFlags,
  body: LeadManagerRequest,
  response: leadActionAnswers,
  handler: (endpointRequest) => performLeadAction(endpointRequest, endpointRequest.params.leadAction),
});
