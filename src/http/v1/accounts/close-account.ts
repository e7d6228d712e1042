import Type from "typebox";
import { closeAccount } from "../../../accounts/closing.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";
import { ClosedAccountResource } from "./account-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/close",
  summary: "Closes an account below the main account, or says with dryRun what that would stop",
  description:
    "The caller must be an administrator of the main account. Until the account is opened again, its users can do nothing on it, its leads are not dialed, its lead actions, loads, and exports stand still, and links to its exports do not work. Its data is kept.",
  tag: "Accounts",
  role: "user",
  params: Type.Object({ accountId: Id }),
  body: Type.Object(
    { dryRun: Type.Optional(Type.Boolean({ description: "true: change nothing; the response says what would stop" })) },
    { additionalProperties: false, default: {} },
  ),
  response: { 200: ClosedAccountResource },
  handler: ({ params, body, caller, context }) =>
    closeAccount(context.db, caller, params.accountId, context.clock(), body.dryRun),
});
