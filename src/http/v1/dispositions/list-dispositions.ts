import Type from "typebox";
import { listDispositions } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { DispositionResource } from "./disposition-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dispositions",
  summary: "Lists agent dispositions by rank: all, or those of one campaign",
  tag: "Dispositions",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ campaignId: Type.Optional(Id) }),
  response: { 200: Type.Object({ items: Type.Array(DispositionResource) }) },
  handler: async ({ query, accountId, context }) => ({
    items: await listDispositions(context.db, accountId, query.campaignId),
  }),
});
