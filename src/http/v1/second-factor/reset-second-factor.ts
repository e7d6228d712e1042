import Type from "typebox";
import { resetSecondFactor } from "../../../accounts/second-factor/second-factor.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/users/:userId/second-factor",
  summary: "Removes the second factor of a user who lost it",
  description: "For users whose home is this account. They sign in with the password, and can set up another one.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId, userId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await resetSecondFactor(context.db, caller, accountId, params.userId);
    return reply.status(204).send();
  },
});
