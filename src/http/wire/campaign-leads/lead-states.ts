import Type from "typebox";
import { leadStates } from "../../../leads/state.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/campaignLeads/leadStates",
  summary: "Lists the states a lead can be in",
  tag: "Leads",
  role: "viewer",
  response: { 200: Type.Array(Type.String()) },
  handler: () => leadStates,
});
