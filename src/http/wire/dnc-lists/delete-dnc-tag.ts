import Type from "typebox";
import { deleteDncTag } from "../../../dnc/dnc-tags.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dncTags/:dncTagId",
  summary: "Deletes a do-not-call tag that has no entries",
  tag: "Do-not-call tags",
  role: "manager",
  params: Type.Object({
    accountId: AccountId,
    dncTagId: Type.Integer({ minimum: 0, description: "0: the global tag" }),
  }),
  async handler({ params, caller, accountId, context }) {
    await context.db.transaction((tx) => deleteDncTag(tx, caller, accountId, params.dncTagId));
    return true;
  },
});
