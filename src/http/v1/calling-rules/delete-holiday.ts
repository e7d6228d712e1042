import Type from "typebox";
import { deleteHoliday } from "../../../dialer/rules/calling-rules.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dialer/holidays/:holidayId",
  summary: "Deletes a holiday",
  tag: "Dialer",
  role: "manager",
  params: Type.Object({ accountId: AccountId, holidayId: Id }),
  async handler({ context, accountId, caller, params, reply }) {
    await context.db.transaction((tx) => deleteHoliday(tx, caller, accountId, params.holidayId));
    return await reply.status(204).send();
  },
});
