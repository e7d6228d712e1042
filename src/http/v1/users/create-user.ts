import Type from "typebox";
import { createUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { Email, Password, PersonName, RoleName, UserResource } from "./user-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/users",
  summary: "Creates a user, or gives an existing user access to the account",
  description:
    "With a password it creates a user. Without one it gives a role on this account to a user of another account that the caller administers.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    {
      email: Email,
      password: Type.Optional(Password),
      firstName: Type.Optional(PersonName),
      lastName: Type.Optional(PersonName),
      role: RoleName,
    },
    { additionalProperties: false },
  ),
  response: { 201: UserResource },
  async handler({ body, caller, accountId, context, reply }) {
    return reply.status(201).send(await createUser(context.db, caller, accountId, body));
  },
});
