import Type from "typebox";
import { getDncEntry } from "../../../dnc/find-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { dncEntryView } from "./dnc-entry-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dncLists/:dncEntryId",
  summary: "Returns a do-not-call entry",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dncEntryId: Id }),
  handler: async ({ params, accountId, context }) =>
    dncEntryView(await getDncEntry(context.db, accountId, params.dncEntryId)),
});
