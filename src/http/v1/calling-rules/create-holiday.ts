import Type from "typebox";
import { createHoliday } from "../../../dialer/rules/calling-rules.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { HolidayFields, HolidayResource } from "./calling-rules-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/holidays",
  summary: "Adds a holiday: a day on which no lead is called, or none in one state",
  tag: "Dialer",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    { date: HolidayFields.date, name: Type.Optional(HolidayFields.name), state: Type.Optional(HolidayFields.state) },
    { additionalProperties: false },
  ),
  response: { 201: HolidayResource },
  async handler({ context, accountId, caller, body: { date, name = "", state = null }, reply }) {
    void reply.status(201);
    return await context.db.transaction((tx) => createHoliday(tx, caller, accountId, { date, name, state }));
  },
});
