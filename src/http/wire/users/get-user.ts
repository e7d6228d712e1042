import Type from "typebox";
import { getUserOf } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";
import { UserView, userView } from "./user-view.ts";

export default endpoint({
  method: "GET",
  path: "/users/:userId",
  summary: "Returns a user of the caller's own account",
  tag: "Users",
  role: "admin",
  params: Type.Object({ userId: Id }),
  response: { 200: UserView },
  handler: async ({ params, accountId, context }) => userView(await getUserOf(context.db, accountId, params.userId)),
});
