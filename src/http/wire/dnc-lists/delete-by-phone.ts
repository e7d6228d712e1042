import Type from "typebox";
import { deleteDncEntries } from "../../../dnc/change-dnc-entries.ts";
import { refuse } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dncLists/phones/:phone",
  summary: "Deletes the do-not-call entries of a phone number under all tags",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId, phone: Type.String({ minLength: 1 }) }),
  async handler({ params, caller, accountId, context }) {
    const filter = { phone: params.phone };
    const deleted = await context.db.transaction((tx) => deleteDncEntries(tx, caller, accountId, filter));
    if (deleted === 0) throw refuse("NOT_FOUND", { what: "DNC entry", id: params.phone });
    return true;
  },
});
