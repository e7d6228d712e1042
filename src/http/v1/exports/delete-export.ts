import Type from "typebox";
import { deleteExport } from "../../../leads/export/exports.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/exports/:exportId",
  summary: "Cancels an export that is being written, or removes its file: the link stops working.",
  tag: "Exports",
  role: "manager",
  params: Type.Object({ accountId: AccountId, exportId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await context.db.transaction((tx) => deleteExport(tx, caller, accountId, params.exportId));
    return reply.status(204).send();
  },
});
