import Type from "typebox";
import { changeAccount } from "../../../accounts/accounts.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { AccountResource, AccountValues, accountResource } from "./account-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId",
  summary:
    "Changes an account's name, its time zone, the country its numbers are read in, or how often a number may be dialed on a day",
  tag: "Accounts",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Partial(Type.Object(AccountValues), { additionalProperties: false }),
  response: { 200: AccountResource },
  handler: async ({ body, caller, accountId, context }) =>
    accountResource(await changeAccount(context.db, caller, accountId, body)),
});
