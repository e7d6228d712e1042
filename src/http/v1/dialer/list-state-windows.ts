import Type from "typebox";
import { listStateWindows } from "../../../dialer/calling-rules.ts";
import { AccountId } from "../../app.ts";
import { StateWindowResource } from "../../calling-rules-resource.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/state-windows",
  summary: "Lists the calling windows that take the place of the campaigns' for leads who live in a state",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Array(StateWindowResource) },
  handler: ({ house, accountId }) => listStateWindows(house.db, accountId),
});
