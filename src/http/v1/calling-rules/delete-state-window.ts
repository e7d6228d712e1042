import Type from "typebox";
import { deleteStateWindow } from "../../../dialer/rules/calling-rules.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { State } from "./calling-rules-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dialer/state-windows/:state",
  summary: "Deletes a state's calling windows; the campaigns' windows apply again",
  tag: "Dialer",
  role: "manager",
  params: Type.Object({ accountId: AccountId, state: State }),
  async handler({ context, accountId, caller, params, reply }) {
    await context.db.transaction((tx) => deleteStateWindow(tx, caller, accountId, params.state));
    return await reply.status(204).send();
  },
});
