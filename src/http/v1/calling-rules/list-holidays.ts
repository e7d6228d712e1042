import Type from "typebox";
import { listHolidays } from "../../../dialer/rules/calling-rules.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { HolidayResource } from "./calling-rules-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/holidays",
  summary: "Lists holidays: days on which no lead is called, or none in one state",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Array(HolidayResource) },
  handler: ({ context, accountId }) => listHolidays(context.db, accountId),
});
