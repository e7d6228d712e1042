import Type from "typebox";
import { deleteDncEntries } from "../../../dnc/change-dnc-entries.ts";
import { refuse } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncFilterQuery, parseDncFilter } from "./dnc-entry-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/dnc-entries",
  summary: "Deletes all do-not-call entries that match the filters",
  description: "At least one filter is required. Returns the number of entries deleted.",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object(DncFilterQuery),
  response: { 200: Type.Object({ deleted: Type.Integer() }) },
  async handler({ query, caller, accountId, context }) {
    const filter = parseDncFilter(query, context.clock());
    // Without a filter the statement would delete the whole do-not-call list.
    if (Object.values(filter).every((value) => value === undefined))
      throw refuse("MISSING_FIELD", {
        field: "dncTagId",
        takes: "a tag, unless there is a phone, externId, countryId, expiry, or text",
      });
    return { deleted: await context.db.transaction((tx) => deleteDncEntries(tx, caller, accountId, filter)) };
  },
});
