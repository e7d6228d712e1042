import Type from "typebox";
import { deleteDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dial-groups/:dialGroupId",
  summary: "Deletes a dial group that has no campaigns",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await context.db.transaction((tx) => deleteDialGroup(tx, caller, accountId, params.dialGroupId));
    return reply.status(204).send();
  },
});
