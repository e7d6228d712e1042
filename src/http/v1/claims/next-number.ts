import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { moveToNextNumber } from "../../../dialer/passes/next-number.ts";
import { phoneTypeOf } from "../../../geography/phones.ts";
import { systemDispositions } from "../../../leads/state.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ClaimPath, NextNumberResource, Seconds } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/next-number",
  summary: "Moves a claim on to the lead's next number",
  description:
    "Records a pass for the number dialed so far. If no other number may be dialed, nothing is recorded and phone is null; complete the claim instead.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(
    {
      phone: Type.Optional(
        Type.String({
          maxLength: 20,
          description:
            "The number that was dialed. Makes the request safe to repeat: nothing happens if the claim has already moved on from it",
        }),
      ),
      systemDisposition: Type.Optional(
        Type.Enum([...systemDispositions], { description: "May be omitted after /hangup, which has reported it" }),
      ),
      durationSeconds: Type.Optional(Seconds),
      dialDurationSeconds: Type.Optional(Seconds),
      uii: Type.Optional(Type.String({ maxLength: 255, description: "The carrier's id of the call" })),
    },
    { additionalProperties: false },
  ),
  response: { 200: NextNumberResource },
  async handler({ context, accountId, caller, params: { claimId }, body }) {
    const scope = scopeFor(caller, accountId);
    const next = await context.db.transaction((tx) => moveToNextNumber(tx, scope, claimId, body, context.clock()));
    const { claimId: id, status, leaseExpiresAt, leadState, phone, reason } = next;
    const phoneType = phone === null ? null : phoneTypeOf(phone);
    return { claimId: id, status, leaseExpiresAt, leadState, phone, phoneType, dialable: reason === null, reason };
  },
});
