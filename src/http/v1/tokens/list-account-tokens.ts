import Type from "typebox";
import { apiTokensOf } from "../../../accounts/api-token.ts";
import { ApiTokenResource } from "../../api-token-resource.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/tokens",
  summary: "Lists the API tokens of all users at home in the account, newest first",
  tag: "API tokens",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(ApiTokenResource) }) },
  handler: async ({ accountId, house }) => ({ items: await apiTokensOf(house.db, { homeAccountId: accountId }) }),
});
