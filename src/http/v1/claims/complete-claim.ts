import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { completeClaim } from "../../../dialer/passes/complete.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ClaimPath, CompletedResource, outcome, readOutcome } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/complete",
  summary:
    "Ends a claim with the outcome of its pass, also when the claim has ended by itself. Completing twice is harmless: the second answer is the first.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(outcome, { additionalProperties: false }),
  response: { 200: CompletedResource },
  handler: ({ context, accountId, caller, params: { claimId }, body }) =>
    completeClaim(context.db, scopeFor(caller, accountId), caller, { ...readOutcome(body), claimId }, context.clock()),
});
