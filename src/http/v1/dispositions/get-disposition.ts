import Type from "typebox";
import { getDisposition } from "../../../dispositions/dispositions.ts";
import { AccountId } from "../../app.ts";
import { DispositionResource } from "../../disposition-resource.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dispositions/:dispositionId",
  summary: "Returns an agent disposition",
  tag: "Dispositions",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dispositionId: Id }),
  response: { 200: DispositionResource },
  handler: ({ params, accountId, house }) => getDisposition(house.db, accountId, params.dispositionId),
});
