import Type from "typebox";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncSearch, dncPage } from "./dnc-entry-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dncLists",
  summary: "Lists do-not-call entries, oldest first, 1000 a page; the total stands in X-Total-Count",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: DncSearch,
  handler: ({ query, accountId, context, reply }) => dncPage(context.db, accountId, query, reply),
});
