import Type from "typebox";
import { usersOf } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { UserView, userView } from "./user-view.ts";

export default endpoint({
  method: "GET",
  path: "/users",
  summary: "Lists the users of the caller's own account",
  tag: "Users",
  role: "admin",
  query: Type.Object({
    activeOnly: Type.Optional(Type.Boolean({ description: "true: leave out disabled users" })),
    flatten: Type.Optional(Type.Boolean({ description: "Has no effect: users have no users below them" })),
  }),
  response: { 200: Type.Array(UserView) },
  handler: async ({ query, accountId, context }) =>
    (await usersOf(context.db, accountId)).filter(({ enabled }) => enabled || !query.activeOnly).map(userView),
});
