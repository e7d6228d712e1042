import Type from "typebox";
import { deleteDncEntries } from "../../../dnc/change-dnc-entries.ts";
import { getDncTag } from "../../../dnc/dnc-tags.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dncLists/tags/:dncTagId/countries/:countryId",
  summary: "Deletes the do-not-call entries of one country under a tag",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({
    accountId: AccountId,
    dncTagId: Type.Integer({ minimum: 0, description: "0: the global tag" }),
    countryId: Type.String({ minLength: 1 }),
  }),
  async handler({ params, caller, accountId, context }) {
    await context.db.transaction(async (tx) => {
      await getDncTag(tx, accountId, params.dncTagId);
      await deleteDncEntries(tx, caller, accountId, { dncTagIds: [params.dncTagId], countryId: params.countryId });
    });
    return true;
  },
});
