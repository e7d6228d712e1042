import Type from "typebox";
import { updateDncEntry } from "../../../dnc/change-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ChangedDncEntry, DncEntryResource, parseDncEntry } from "./dnc-entry-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/dnc-entries/:dncEntryId",
  summary: "Updates the reason or expiry of a do-not-call entry",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dncEntryId: Id }),
  body: ChangedDncEntry,
  response: { 200: DncEntryResource },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction((tx) => updateDncEntry(tx, caller, accountId, params.dncEntryId, parseDncEntry(body))),
});
