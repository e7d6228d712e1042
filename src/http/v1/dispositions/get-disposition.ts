import Type from "typebox";
import { getDisposition } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { DispositionResource } from "./disposition-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dispositions/:dispositionId",
  summary: "Returns an agent disposition",
  tag: "Dispositions",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dispositionId: Id }),
  response: { 200: DispositionResource },
  handler: ({ params, accountId, context }) => getDisposition(context.db, accountId, params.dispositionId),
});
