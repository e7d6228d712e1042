import Type from "typebox";
import { endCredentialsOf } from "../../../accounts/users.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { EndedCredentials } from "./user-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/users/:userId/credentials",
  summary: "Ends all sessions, API tokens, and JWT credentials of a user, whose password stays",
  description:
    "Only for a user whose home account this is. Ends the caller's own session too, if the caller is the user.",
  tag: "Users",
  role: "admin",
  params: Type.Object({ accountId: AccountId, userId: Id }),
  response: { 200: EndedCredentials },
  handler: ({ params, caller, accountId, context }) =>
    endCredentialsOf(context.db, caller, accountId, params.userId, context.clock()),
});
