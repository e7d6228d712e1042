import { scopeFor } from "../../../accounts/caller.ts";
import { dialClaim } from "../../../dialer/passes/claim-steps.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ClaimPath, HeldClaimResource } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/dialing",
  summary: "Reports that the number is being dialed",
  description:
    "The lease restarts, and DIALER_REFRESH no longer frees the lead. The response says whether the lead may still be called.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  response: { 200: HeldClaimResource },
  handler: ({ context, accountId, caller, params: { claimId } }) =>
    context.db.transaction((tx) => dialClaim(tx, scopeFor(caller, accountId), claimId, context.clock())),
});
