import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { connectClaim } from "../../../dialer/passes/claim-steps.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";
import { ClaimPath, HeldClaimResource } from "./claim-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/connect",
  summary:
    "The call is answered: the lead is ACTIVE, and the lease begins anew. The answer says whether the lead may still be called.",
  tag: "Dialer",
  role: "dialer",
  params: ClaimPath,
  body: Type.Object(
    {
      agentId: Type.Optional({
        ...Id,
        description: "The agent who has the call, of a claim that a dialer made for whoever is free",
      }),
    },
    { additionalProperties: false, default: {} },
  ),
  response: { 200: HeldClaimResource },
  handler: ({ context, accountId, caller, params: { claimId }, body: { agentId } }) =>
    context.db.transaction((tx) => connectClaim(tx, scopeFor(caller, accountId), claimId, context.clock(), agentId)),
});
