import Type from "typebox";
import { AccountId } from "../../app.ts";
import { DncSearch, dncPage } from "../../dnc-entry-view.ts";
import { endpoint } from "../../endpoint.ts";
import { pageQuery } from "../../page-query.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dncLists/advancedSearch",
  summary: "Searches do-not-call entries; the total stands in X-Total-Count",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object(pageQuery),
  body: DncSearch,
  handler: ({ query, body, accountId, house, reply }) => dncPage(house.db, accountId, { ...query, ...body }, reply),
});
