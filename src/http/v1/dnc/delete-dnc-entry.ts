import Type from "typebox";
import { deleteDncEntries } from "../../../dnc/change-dnc-entries.ts";
import { getDncEntry } from "../../../dnc/find-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dnc-entries/:dncEntryId",
  summary: "Deletes a do-not-call entry",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dncEntryId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    const { dncEntryId } = params;
    await context.db.transaction(async (tx) => {
      await getDncEntry(tx, accountId, dncEntryId);
      await deleteDncEntries(tx, caller, accountId, { dncEntryId });
    });
    return reply.status(204).send();
  },
});
