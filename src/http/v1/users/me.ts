import Type from "typebox";
import { accountsOf } from "../../../accounts/accounts.ts";
import { getUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountResource, accountResource } from "../accounts/account-resource.ts";
import { userFields } from "./user-resource.ts";

export default endpoint({
  method: "GET",
  path: "/users/me",
  summary: "Returns the caller with their accounts and roles",
  tag: "Users",
  role: "user",
  response: { 200: Type.Object({ ...userFields, accounts: Type.Array(AccountResource) }) },
  async handler({ caller, context }) {
    const [user, accounts] = await Promise.all([
      getUser(context.db, caller.userId),
      accountsOf(context.db, caller.userId),
    ]);
    return { ...user, accounts: accounts.map(accountResource) };
  },
});
