import Type from "typebox";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { pageQuery } from "../list-query.ts";
import { DncSearch, dncPage } from "./dnc-entry-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dncLists/advancedSearch",
  summary: "Searches do-not-call entries",
  description: "The header X-Total-Count has the number of all matches.",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object(pageQuery),
  body: DncSearch,
  handler: ({ query, body, accountId, context, reply }) => dncPage(context.db, accountId, { ...query, ...body }, reply),
});
