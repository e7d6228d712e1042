import Type from "typebox";
import { getDncEntry } from "../../../dnc/find-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { DncEntryResource } from "./dnc-entry-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dnc-entries/:dncEntryId",
  summary: "Returns a do-not-call entry",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dncEntryId: Id }),
  response: { 200: DncEntryResource },
  handler: ({ params, accountId, context }) => getDncEntry(context.db, accountId, params.dncEntryId),
});
