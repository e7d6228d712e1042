import Type from "typebox";
import { createAccount, getAccount } from "../../../accounts/accounts.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountValues } from "../../v1/accounts/account-resource.ts";
import { AccountView, accountView } from "./account-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts",
  summary: "Makes an account below the caller's main account; takes an administrator of the caller's own account",
  tag: "Accounts",
  role: "admin",
  body: Type.Object(
    {
      accountName: AccountValues.accountName,
      timeZone: Type.Optional({ ...AccountValues.timeZone, description: "Absent: as the caller's own account has it" }),
      countryId: Type.Optional(AccountValues.countryId),
    },
    { additionalProperties: false },
  ),
  response: { 201: AccountView },
  async handler({ body: { accountName, timeZone, ...others }, caller, context, reply }) {
    const zone = timeZone ?? (await getAccount(context.db, caller.userId, caller.homeAccountId)).timeZone;
    const made = await createAccount(context.db, caller, { accountName, timeZone: zone, ...others });
    return reply.status(201).send(accountView(made));
  },
});
