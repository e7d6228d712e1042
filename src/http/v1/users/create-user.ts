import Type from "typebox";
import { createUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { Email, Password, PersonName, RoleName, UserResource } from "./user-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/users",
  summary: "Makes a user, or, without a password, lets a user of another account of the caller's into this one",
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
