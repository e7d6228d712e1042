import Type from "typebox";
import { deleteHoliday } from "../../../dialer/calling-rules.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dialer/holidays/:holidayId",
  summary: "Takes a holiday away",
  tag: "Dialer",
  role: "manager",
  params: Type.Object({ accountId: AccountId, holidayId: Id }),
  async handler({ house, accountId, caller, params, reply }) {
    await house.db.transaction((tx) => deleteHoliday(tx, caller, accountId, params.holidayId));
    return await reply.status(204).send();
  },
});
