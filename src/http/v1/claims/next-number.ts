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
  summary:
    "Records the attempt at the number so far as a pass and moves on to the lead's next number that may be dialed; where there is none it says so, and nothing is recorded.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(
    {
      phone: Type.Optional(
        Type.String({
          maxLength: 20,
          description:
            "The number that was dialed, so that a request whose answer was lost can be sent again: nothing happens if the claim has moved on from it",
        }),
      ),
      systemDisposition: Type.Optional(
        Type.Enum([...systemDispositions], { description: "May be left out after /hangup, which named it" }),
      ),
      durationSeconds: Type.Optional(Seconds),
      dialDurationSeconds: Type.Optional(Seconds),
      uii: Type.Optional(Type.String({ maxLength: 255, description: "The call's id at the carrier" })),
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
