import Type from "typebox";
import { deleteDncTag } from "../../../dnc/dnc-tags.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { TagId } from "./dnc-tag-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dnc-tags/:dncTagId",
  summary: "Deletes a do-not-call tag that has no entries",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dncTagId: TagId }),
  async handler({ params, caller, accountId, context, reply }) {
    await context.db.transaction((tx) => deleteDncTag(tx, caller, accountId, params.dncTagId));
    return reply.status(204).send();
  },
});
