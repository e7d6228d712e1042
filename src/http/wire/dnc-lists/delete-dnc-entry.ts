import Type from "typebox";
import { deleteDncEntries } from "../../../dnc/change-dnc-entries.ts";
import { refuse } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dncLists/:dncEntryId",
  summary: "Deletes a do-not-call entry",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dncEntryId: Id }),
  async handler({ params, caller, accountId, context }) {
    const filter = { dncEntryId: params.dncEntryId };
    const deleted = await context.db.transaction((tx) => deleteDncEntries(tx, caller, accountId, filter));
    if (deleted === 0) throw refuse("NOT_FOUND", { what: "DNC entry", id: params.dncEntryId });
    return true;
  },
});
