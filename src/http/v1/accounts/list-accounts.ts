import Type from "typebox";
import { accountsOf } from "../../../accounts/accounts.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountResource, accountResource } from "./account-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts",
  summary: "Lists the accounts the caller has a role on, their own first",
  tag: "Accounts",
  role: "user",
  response: { 200: Type.Object({ items: Type.Array(AccountResource) }) },
  handler: async ({ caller, context }) => ({
    items: (await accountsOf(context.db, caller.userId)).map(accountResource),
  }),
});
