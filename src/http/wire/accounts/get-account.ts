import Type from "typebox";
import { getAccount } from "../../../accounts/accounts.ts";
import { AccountView, accountView } from "../../account-view.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId",
  summary: "Returns an account",
  tag: "Accounts",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: AccountView },
  handler: async ({ caller, accountId, house }) => accountView(await getAccount(house.db, caller.userId, accountId)),
});
