import Type from "typebox";
import { createDisposition, refuseConflictingEnds } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DispositionResource, NewDisposition, parseDisposition } from "./disposition-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dispositions",
  summary: "Creates an agent disposition in a campaign",
  tag: "Dispositions",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewDisposition,
  response: { 201: DispositionResource },
  async handler({ body, caller, accountId, context, reply }) {
    const input = parseDisposition(body);
    const created = await context.db.transaction(async (tx) => {
      await refuseConflictingEnds(tx, accountId, undefined, input.values);
      return await createDisposition(tx, caller, accountId, body.campaignId as number, input);
    });
    return reply.status(201).send(created);
  },
});
