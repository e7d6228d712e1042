import Type from "typebox";
import { changeUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";
import { roleOf, UserBody, UserView, userView } from "./user-view.ts";

export default endpoint({
  method: "PUT",
  path: "/users/:userId",
  summary: "Updates a user; absent fields stay unchanged",
  description:
    "Changes take effect at once. A new password ends the user's sessions, API tokens, and JWT credentials; `credentials` says how many, and how many remain.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ userId: Id }),
  body: Type.Object(
    {
      ...UserBody.properties,
      keepCredentials: Type.Optional(
        Type.Boolean({ description: "With `password`, true: API tokens and JWT credentials outlive the old password" }),
      ),
    },
    { title: "AdminUserChange" },
  ),
  response: { 200: UserView },
  async handler({ params, body, caller, accountId, context }) {
    const { userName: email, firstName, lastName, enabled, password, keepCredentials } = body;
    const change = { email, firstName, lastName, enabled, password, keepCredentials, role: roleOf(body) };
    const { credentials, ...user } = await changeUser(
      context.db,
      caller,
      accountId,
      params.userId,
      change,
      context.clock(),
    );
    return { ...userView(user), ...(credentials ? { credentials } : {}) };
  },
});
