import Type from "typebox";
import { listStateWindows } from "../../../dialer/rules/calling-rules.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { StateWindowResource } from "./calling-rules-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/state-windows",
  summary: "Lists the calling windows of states, which replace the campaigns' windows for leads who live there",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Array(StateWindowResource) },
  handler: ({ context, accountId }) => listStateWindows(context.db, accountId),
});
