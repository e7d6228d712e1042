import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { hangUpClaim } from "../../../dialer/passes/claim-steps.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ClaimPath, ClaimStateResource, call } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/hangup",
  summary:
    "The call is over and its disposition still to come: WRAP_UP, for as long as the campaign's dispositionTimeout says; then its default disposition is taken. Of a claim that has ended, the pass is recorded, and /complete amends it.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(call, { additionalProperties: false }),
  response: { 200: ClaimStateResource },
  handler: ({ context, accountId, caller, params: { claimId }, body }) =>
    context.db.transaction((tx) =>
      hangUpClaim(tx, scopeFor(caller, accountId), caller, claimId, body, context.clock()),
    ),
});
