import Type from "typebox";
import { subAccountsOf } from "../../../accounts/closing.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { SubAccountResource } from "./account-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/sub-accounts",
  summary: "Lists the accounts below a main account, closed ones included",
  description: "Includes accounts on which the caller has no role.",
  tag: "Accounts",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(SubAccountResource) }) },
  handler: async ({ accountId, context }) => ({ items: await subAccountsOf(context.db, accountId) }),
});
