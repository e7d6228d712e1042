import { scopeFor } from "../../../accounts/caller.ts";
import { endpoint } from "../../core/endpoint.ts";
import { phoneListRequest } from "./phone-list-request.ts";
import { Page, searchPage } from "./search-page.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/campaignLeads/leadSearchByPhoneList",
  summary: "Searches leads by a list of phone numbers",
  description: "Send JSON {phoneList, …criteria}, or a form with a file of numbers (multipart/form-data).",
  tag: "Leads",
  role: "viewer",
  bodySize: "list",
  heavy: "searches",
  rateLimitGroup: "lead-search-phone",
  query: Page,
  consumes: ["application/json", "multipart/form-data"],
  handler: async ({ context, accountId, caller, query, request, reply }) => {
    const scope = scopeFor(caller, accountId);
    const { page, maxRows, count, ...criteria } = await phoneListRequest(request, scope.country);
    return await searchPage(context, scope, criteria, { page, maxRows, count, ...query }, reply);
  },
});
