import Type from "typebox";
import { deleteDncEntries } from "../../../dnc/change-dnc-entries.ts";
import { refuse } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dncLists/tags/:dncTagId/phones/:phone/countries/:countryId",
  summary: "Deletes the do-not-call entry of a phone number under a tag",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({
    accountId: AccountId,
    dncTagId: Type.Integer({ minimum: 0, description: "0: the global tag" }),
    phone: Type.String({ minLength: 1 }),
    countryId: Type.String({ minLength: 1 }),
  }),
  async handler({ params, caller, accountId, context }) {
    const filter = { dncTagIds: [params.dncTagId], phone: params.phone, countryId: params.countryId };
    const deleted = await context.db.transaction((tx) => deleteDncEntries(tx, caller, accountId, filter));
    if (deleted === 0) throw refuse("NOT_FOUND", { what: "DNC entry", id: params.phone });
    return true;
  },
});
