import Type from "typebox";
import { systemDispositions } from "../../../leads/state.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/campaignLeads/systemDispositions",
  summary: "Lists the system dispositions a pass can have",
  tag: "Leads",
  role: "viewer",
  response: { 200: Type.Array(Type.String()) },
  handler: () => systemDispositions,
});
