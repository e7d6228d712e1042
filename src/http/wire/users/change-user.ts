import Type from "typebox";
import { changeUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";
import { roleOf, UserBody, UserView, userView } from "./user-view.ts";

export default endpoint({
  method: "PUT",
  path: "/users/:userId",
  summary: "Updates a user; absent fields stay unchanged",
  description: "Changes take effect at once.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ userId: Id }),
  body: UserBody,
  response: { 200: UserView },
  async handler({ params, body, caller, accountId, context }) {
    const { userName: email, firstName, lastName, enabled, password } = body;
    const change = { email, firstName, lastName, enabled, password, role: roleOf(body) };
    return userView(await changeUser(context.db, caller, accountId, params.userId, change, context.clock()));
  },
});
