import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { completeClaim } from "../../../dialer/passes/complete.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ClaimPath, CompletedResource, outcomeFields, readOutcome } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/complete",
  summary: "Completes a claim with the outcome of its pass",
  description:
    "A claim that was released or has lapsed can still be completed; its pass is recorded. Completing twice is harmless: the second response repeats the first.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(outcomeFields, { additionalProperties: false }),
  response: { 200: CompletedResource },
  handler: ({ context, accountId, caller, params: { claimId }, body }) =>
    completeClaim(context.db, scopeFor(caller, accountId), caller, { ...readOutcome(body), claimId }, context.clock()),
});
