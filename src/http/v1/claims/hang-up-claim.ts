import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { hangUpClaim } from "../../../dialer/passes/claim-steps.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ClaimPath, ClaimStateResource, callFields } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/hangup",
  summary: "Reports that the call is over and its disposition will follow",
  description:
    "The claim is in WRAP_UP until /complete. If that does not come within the time of the default disposition, or else the campaign's dispositionTimeout, the default disposition is applied. If the claim has already ended, the pass is recorded at once and /complete amends it.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(callFields, { additionalProperties: false }),
  response: { 200: ClaimStateResource },
  handler: ({ context, accountId, caller, params: { claimId }, body }) =>
    context.db.transaction((tx) =>
      hangUpClaim(tx, scopeFor(caller, accountId), caller, claimId, body, context.clock()),
    ),
});
