import Type from "typebox";
import { deleteExport } from "../../../leads/export/exports.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/exports/:exportId",
  summary: "Cancels a running export or deletes its file",
  description: "The download link stops working at once.",
  tag: "Exports",
  role: "manager",
  params: Type.Object({ accountId: AccountId, exportId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await context.db.transaction((tx) => deleteExport(tx, caller, accountId, params.exportId));
    return reply.status(204).send();
  },
});
