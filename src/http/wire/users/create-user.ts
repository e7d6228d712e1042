import { randomSecret } from "../../../accounts/sign-in/passwords/passwords.ts";
import { createUser } from "../../../accounts/users.ts";
import { refuse } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { roleOf, UserBody, UserView, userView } from "./user-view.ts";

export default endpoint({
  method: "POST",
  path: "/users",
  summary: "Creates a user",
  description: "Without a password one is generated. Only this response contains it, as `generatedPassword`.",
  tag: "Users",
  role: "admin",
  body: UserBody,
  response: { 200: UserView },
  async handler({ body, caller, accountId, context }) {
    const { userName, firstName, lastName } = body;
    if (userName === undefined) throw refuse("MISSING_FIELD", { field: "userName", takes: "an email address" });
    const password = body.password ?? randomSecret();
    const user = await createUser(context.db, caller, accountId, {
      email: userName,
      password,
      role: roleOf(body) ?? "viewer",
      ...(firstName === undefined ? {} : { firstName }),
      ...(lastName === undefined ? {} : { lastName }),
    });
    return { ...userView(user), ...(body.password === undefined ? { generatedPassword: password } : {}) };
  },
});
