import { scopeFor } from "../../../accounts/caller.ts";
import { renewClaim } from "../../../dialer/passes/claim-steps.ts";
import { endpoint } from "../../core/endpoint.ts";
import { ClaimPath, HeldClaimResource } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/renew",
  summary: "Renews the lease of a claim",
  description: "A claim that is not renewed in time lapses. The response says whether the lead may still be called.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  response: { 200: HeldClaimResource },
  handler: ({ context, accountId, caller, params: { claimId } }) =>
    context.db.transaction((tx) => renewClaim(tx, scopeFor(caller, accountId), claimId, context.clock())),
});
