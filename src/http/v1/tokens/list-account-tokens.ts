import Type from "typebox";
import { apiTokensOf } from "../../../accounts/sign-in/credentials/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { ApiTokenResource } from "./api-token-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/tokens",
  summary: "Lists the API tokens of all users of the account, newest first",
  description: "Covers users whose home account this is, not those who were given access from another account.",
  tag: "API tokens",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(ApiTokenResource) }) },
  handler: async ({ accountId, context }) => ({ items: await apiTokensOf(context.db, { homeAccountId: accountId }) }),
});
