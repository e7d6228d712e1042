import Type from "typebox";
import { deleteDncEntries } from "../../../dnc/change-dnc-entries.ts";
import { refuse } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncSought, soughtEntries } from "./dnc-entry-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dnc-entries",
  summary:
    "Deletes the entries of a tag, country or phone, or those that have ended, and says how many; at least one is to be named",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object(DncSought),
  response: { 200: Type.Object({ deleted: Type.Integer() }) },
  async handler({ query, caller, accountId, context }) {
    const sought = soughtEntries(query, context.clock());
    if (Object.values(sought).every((value) => value === undefined))
      throw refuse("MISSING_FIELD", {
        field: "dncTagId",
        takes: "a tag; or name a phone, an externId, a countryId, an expiry or a text",
      });
    return { deleted: await context.db.transaction((tx) => deleteDncEntries(tx, caller, accountId, sought)) };
  },
});
