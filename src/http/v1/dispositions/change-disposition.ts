import Type from "typebox";
import { refuseConflictingEnds, updateDisposition } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ChangedDisposition, DispositionResource, givenDisposition } from "./disposition-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/dispositions/:dispositionId",
  summary: "Changes what is given of an agent disposition",
  tag: "Dispositions",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dispositionId: Id }),
  body: ChangedDisposition,
  response: { 200: DispositionResource },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction(async (tx) => {
      const given = givenDisposition(body);
      await refuseConflictingEnds(tx, accountId, params.dispositionId, given.values);
      return await updateDisposition(tx, caller, accountId, params.dispositionId, undefined, given);
    }),
});
