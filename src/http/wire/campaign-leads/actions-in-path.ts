import Type from "typebox";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { LeadActionFlags, LeadManagerRequest, leadActionAnswers, performLeadAction } from "./lead-action-request.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/campaignLeads/actions=:leadAction",
  summary: "The same as campaignLeads/actions?leadAction=…, in the older form that the published guide prints too.",
  tag: "Lead actions",
  role: "manager",
  rateLimitGroup: "lead-actions",
  params: Type.Object({ accountId: AccountId, leadAction: Type.String() }),
  query: LeadActionFlags,
  body: LeadManagerRequest,
  response: leadActionAnswers,
  handler: (asked) => performLeadAction(asked, asked.params.leadAction),
});
