import Type from "typebox";
import { removeUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/users/:userId",
  summary: "Deletes a user with all tokens",
  tag: "Users",
  role: "admin",
  params: Type.Object({ userId: Id }),
  query: Type.Object({
    reassignUserId: Type.Optional(Type.Integer({ description: "Has no effect: nothing belongs to a user" })),
    cascadeDelete: Type.Optional(Type.Boolean({ description: "Has no effect: users have no users below them" })),
  }),
  async handler({ params, caller, accountId, context, reply }) {
    await removeUser(context.db, caller, accountId, params.userId);
    return reply.send();
  },
});
