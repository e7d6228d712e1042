import Type from "typebox";
import { createAccount, getAccount } from "../../../accounts/accounts.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountValues } from "../../v1/accounts/account-resource.ts";
import { AccountView, accountView } from "./account-view.ts";

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
      timeZone: Type.Optional({
        ...AccountValues.timeZone,
        description: "Default: the time zone of the caller's own account",
      }),
      countryId: Type.Optional(AccountValues.countryId),
    },
    { additionalProperties: false },
  ),
  response: { 201: AccountView },
  async handler({ body: { accountName, timeZone, ...others }, caller, context, reply }) {
    const zone = timeZone ?? (await getAccount(context.db, caller.userId, caller.homeAccountId)).timeZone;
    const created = await createAccount(context.db, caller, { accountName, timeZone: zone, ...others });
    return reply.status(201).send(accountView(created));
  },
});
