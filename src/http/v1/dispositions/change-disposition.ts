import Type from "typebox";
import { refuseConflictingEnds, updateDisposition } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ChangedDisposition, DispositionResource, parseDisposition } from "./disposition-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/dispositions/:dispositionId",
  summary: "Updates an agent disposition; absent fields stay unchanged",
  tag: "Dispositions",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dispositionId: Id }),
  body: ChangedDisposition,
  response: { 200: DispositionResource },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction(async (tx) => {
      const input = parseDisposition(body);
      await refuseConflictingEnds(tx, accountId, params.dispositionId, input.values);
      return await updateDisposition(tx, caller, accountId, params.dispositionId, undefined, input);
    }),
});
