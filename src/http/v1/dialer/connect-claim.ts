import Type from "typebox";
import { connectClaim } from "../../../dialer/hold.ts";
import { ClaimPath, ClaimStateResource } from "../../claim-resource.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims/:claimId/connect",
  summary: "The call is answered: the lead is ACTIVE, and the lease begins anew.",
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
  response: { 200: ClaimStateResource },
  handler: ({ house, accountId, params: { claimId }, body: { agentId } }) =>
    house.db.transaction((tx) => connectClaim(tx, accountId, claimId, house.clock(), agentId)),
});
