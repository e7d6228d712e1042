import Type from "typebox";
import { openAccountsOf } from "../../../accounts/accounts.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountView, accountView } from "./account-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts",
  summary: "Lists the accounts the caller has a role on, their own first",
  tag: "Accounts",
  role: "user",
  response: { 200: Type.Array(AccountView) },
  handler: async ({ caller, context }) => (await openAccountsOf(context.db, caller.userId)).map(accountView),
});
