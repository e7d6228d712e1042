import Type from "typebox";
import { createAccount } from "../../../accounts/accounts.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountResource, AccountValues, accountResource } from "./account-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts",
  summary: "Creates an account below the caller's main account",
  description: "The caller must be an administrator of the main account.",
  tag: "Accounts",
  role: "user",
  body: Type.Object(
    {
      accountName: AccountValues.accountName,
      timeZone: AccountValues.timeZone,
      countryId: Type.Optional(AccountValues.countryId),
      attemptsPerPhonePerDay: Type.Optional(AccountValues.attemptsPerPhonePerDay),
      requireSecondFactor: Type.Optional(AccountValues.requireSecondFactor),
    },
    { additionalProperties: false },
  ),
  response: { 201: AccountResource },
  async handler({ body, caller, context, reply }) {
    return reply.status(201).send(accountResource(await createAccount(context.db, caller, body)));
  },
});
