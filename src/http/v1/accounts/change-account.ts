import Type from "typebox";
import { changeAccount } from "../../../accounts/accounts.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { AccountResource, AccountValues, accountResource } from "./account-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId",
  summary:
    "Updates an account: its name, time zone, country of numbers without a country code, or daily dial limit per number",
  tag: "Accounts",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Partial(Type.Object(AccountValues), { additionalProperties: false }),
  response: { 200: AccountResource },
  handler: async ({ body, caller, accountId, context }) =>
    accountResource(await changeAccount(context.db, caller, accountId, body)),
});
