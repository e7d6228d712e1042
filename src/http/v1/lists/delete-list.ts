import Type from "typebox";
import { deleteList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/lists/:listId",
  summary: "Deletes a lead list that has no leads",
  tag: "Lists",
  role: "manager",
  params: Type.Object({ accountId: AccountId, listId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await context.db.transaction((tx) => deleteList(tx, caller, accountId, { listId: params.listId }));
    return reply.status(204).send();
  },
});
