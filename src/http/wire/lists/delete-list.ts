import Type from "typebox";
import { deleteList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";

export default endpoint({
  method: "DELETE",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/lists/:listId",
  summary: "Deletes a lead list that has no leads",
  tag: "Lists",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id, listId: Id }),
  async handler({ params, caller, accountId, context }) {
    await context.db.transaction((tx) => deleteList(tx, caller, accountId, params));
    return true;
  },
});
