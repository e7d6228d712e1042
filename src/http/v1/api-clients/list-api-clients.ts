import Type from "typebox";
import { apiClientsOf } from "../../../accounts/api-clients/api-clients.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { ApiClientResource } from "./api-client-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/api-clients",
  summary: "Lists the account's API clients, newest first",
  tag: "API clients",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(ApiClientResource) }) },
  handler: async ({ accountId, context }) => ({ items: await apiClientsOf(context.db, accountId) }),
});
