import Type from "typebox";
import { deleteDisposition } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dispositions/:dispositionId",
  summary: "Deletes an agent disposition; leads and passes keep its name",
  tag: "Dispositions",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dispositionId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await context.db.transaction((tx) => deleteDisposition(tx, caller, accountId, params.dispositionId));
    return reply.status(204).send();
  },
});
