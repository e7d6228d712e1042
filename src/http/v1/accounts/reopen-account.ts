import Type from "typebox";
import { reopenAccount } from "../../../accounts/closing.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";
import { SubAccountResource } from "./account-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/reopen",
  summary: "Opens a closed account again; its lead actions, loads, and exports continue",
  description: "The caller must be an administrator of the main account.",
  tag: "Accounts",
  role: "user",
  params: Type.Object({ accountId: Id }),
  response: { 200: SubAccountResource },
  handler: ({ params, caller, context }) => reopenAccount(context.db, caller, params.accountId),
});
