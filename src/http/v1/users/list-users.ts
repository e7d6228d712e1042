import Type from "typebox";
import { usersOf } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { UserResource } from "./user-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/users",
  summary: "Lists the users who have a role on the account",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(UserResource) }) },
  handler: async ({ accountId, context }) => ({ items: await usersOf(context.db, accountId) }),
});
