import Type from "typebox";
import { getUserOf } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { UserResource } from "./user-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/users/:userId",
  summary: "Returns a user of the account",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId, userId: Id }),
  response: { 200: UserResource },
  handler: ({ params, accountId, context }) => getUserOf(context.db, accountId, params.userId),
});
