import Type from "typebox";
import { createDisposition, refuseConflictingEnds } from "../../../dispositions/dispositions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DispositionResource, givenDisposition, NewDisposition } from "./disposition-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dispositions",
  summary: "Makes an agent disposition of a campaign",
  tag: "Dispositions",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewDisposition,
  response: { 201: DispositionResource },
  async handler({ body, caller, accountId, context, reply }) {
    const given = givenDisposition(body);
    const made = await context.db.transaction(async (tx) => {
      await refuseConflictingEnds(tx, accountId, undefined, given.values);
      return await createDisposition(tx, caller, accountId, body.campaignId as number, given);
    });
    return reply.status(201).send(made);
  },
});
