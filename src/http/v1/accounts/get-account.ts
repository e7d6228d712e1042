import Type from "typebox";
import { getAccount } from "../../../accounts/accounts.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { AccountResource, accountResource } from "./account-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId",
  summary: "Returns an account",
  tag: "Accounts",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: AccountResource },
  handler: async ({ caller, accountId, context }) =>
    accountResource(await getAccount(context.db, caller.userId, accountId)),
});
