import Type from "typebox";
import { putStateWindow } from "../../../dialer/rules/calling-rules.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { State, StateWindowResource, Week } from "./calling-rules-resource.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/dialer/state-windows/:state",
  summary: "Sets a state's calling windows; on an absent day the campaign's window applies",
  tag: "Dialer",
  role: "manager",
  params: Type.Object({ accountId: AccountId, state: State }),
  body: Type.Partial(Type.Object(Week), { additionalProperties: false }),
  response: { 200: StateWindowResource },
  handler: ({ context, accountId, caller, params: { state }, body }) =>
    context.db.transaction((tx) => {
      const { monSched = null, tueSched = null, wedSched = null, thuSched = null, friSched = null } = body;
      const { satSched = null, sunSched = null } = body;
      const week = { monSched, tueSched, wedSched, thuSched, friSched, satSched, sunSched };
      return putStateWindow(tx, caller, accountId, { state, ...week });
    }),
});
