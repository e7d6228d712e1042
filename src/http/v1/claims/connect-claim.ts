import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { connectClaim } from "../../../dialer/passes/claim-steps.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";
import { ClaimPath, HeldClaimResource } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/connect",
  summary: "Reports that the call was answered",
  description:
    "The lead becomes ACTIVE and the lease restarts. The response says whether the lead may still be called.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(
    {
      agentId: Type.Optional({
        ...Id,
        description: "The agent who takes the call, if the leads were claimed without agentId",
      }),
    },
    { additionalProperties: false, default: {} },
  ),
  response: { 200: HeldClaimResource },
  handler: ({ context, accountId, caller, params: { claimId }, body: { agentId } }) =>
    context.db.transaction((tx) => connectClaim(tx, scopeFor(caller, accountId), claimId, context.clock(), agentId)),
});
