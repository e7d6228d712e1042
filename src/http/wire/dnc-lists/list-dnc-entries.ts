import Type from "typebox";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncSearch, dncPage } from "./dnc-entry-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dncLists",
  summary: "Lists do-not-call entries, oldest first",
  description: "Returns 1000 rows per page by default. The header X-Total-Count has the number of all matches.",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: DncSearch,
  handler: ({ query, accountId, context, reply }) => dncPage(context.db, accountId, query, reply),
});
