import Type from "typebox";
import { listDispositions } from "../../../dispositions/dispositions.ts";
import { AccountId } from "../../app.ts";
import { DispositionResource } from "../../disposition-resource.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dispositions",
  summary: "Lists agent dispositions by rank, of one campaign or all",
  tag: "Dispositions",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ campaignId: Type.Optional(Id) }),
  response: { 200: Type.Object({ items: Type.Array(DispositionResource) }) },
  handler: async ({ query, accountId, house }) => ({
    items: await listDispositions(house.db, accountId, query.campaignId),
  }),
});
