import Type from "typebox";
import { removeUser } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/users/:userId",
  summary: "Removes a user from the account",
  description: "A user whose home is this account is deleted with all tokens.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId, userId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await removeUser(context.db, caller, accountId, params.userId);
    return reply.status(204).send();
  },
});
