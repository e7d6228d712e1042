import Type from "typebox";
import { changeUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import {
  Email,
  EndedCredentials,
  KeepCredentials,
  Password,
  PersonName,
  RoleName,
  UserResource,
} from "./user-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/users/:userId",
  summary: "Updates a user; absent fields stay unchanged",
  description:
    "Changes take effect at once. A new password ends the user's sessions, API tokens, and JWT credentials. For a user whose home is another account, only the role can be changed.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId, userId: Id }),
  body: Type.Object(
    {
      email: Type.Optional(Email),
      firstName: Type.Optional(PersonName),
      lastName: Type.Optional(PersonName),
      enabled: Type.Optional(Type.Boolean()),
      password: Type.Optional(Password),
      keepCredentials: Type.Optional(KeepCredentials),
      role: Type.Optional(RoleName),
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object(
      {
        ...UserResource.properties,
        credentials: Type.Optional(
          Type.Object(EndedCredentials.properties, { description: "Only with a new password" }),
        ),
      },
      { title: "ChangedUser" },
    ),
  },
  handler: ({ params, body, caller, accountId, context }) =>
    changeUser(context.db, caller, accountId, params.userId, body, context.clock()),
});
