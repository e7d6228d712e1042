import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { awaitClaims } from "../../../dialer/await-claims.ts";
import { refuse } from "../../../errors.ts";
import { AccountId } from "../../app.ts";
import { departureOf } from "../../departure.ts";
import { endpoint } from "../../endpoint.ts";
import { Id, Instant } from "../../ids.ts";
import { leadResource } from "../../lead-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims",
  summary:
    "Hands out the next leads to be dialed, of a campaign, of several, or of a dial group's. With waitSeconds it answers as soon as there is one.",
  tag: "Dialer",
  role: "dialer",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    {
      campaignId: Type.Optional(Id),
      campaignIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })),
      dialGroupId: Type.Optional(Id),
      agentId: Type.Optional({ ...Id, description: "The agent who asks; absent: a dialer, for whoever is free" }),
      max: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "At most so many; absent: 1" })),
      waitSeconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 60,
          description: "How long to wait while nothing is dialable; absent: not",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object({
      claims: Type.Array(
        Type.Object({
          claimId: Type.Integer(),
          leaseExpiresAt: Instant,
          phone: Type.String({ description: "The number to dial, E.164" }),
          lead: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()]),
        }),
      ),
    }),
  },
  async handler({ house, accountId, caller, body, request, reply }) {
    const { campaignId, campaignIds, dialGroupId, agentId, max = 1, waitSeconds = 0 } = body;
    if ([campaignId, campaignIds, dialGroupId].filter((one) => one !== undefined).length !== 1)
      throw refuse("MISSING_FIELD", { field: "campaignId", takes: "one of campaignId, campaignIds and dialGroupId" });
    const scope = scopeFor(caller, accountId);
    const wanted = { campaignIds: campaignId === undefined ? campaignIds : [campaignId], dialGroupId, agentId };
    const claims = await awaitClaims(
      house,
      scope,
      { ...wanted, max, claimedBy: caller.name },
      waitSeconds * 1000,
      departureOf(request, reply),
    );
    return {
      claims: claims.map(({ claimId, leaseExpiresAt, phone, lead }) => ({
        claimId,
        leaseExpiresAt,
        phone,
        lead: lead ? leadResource(lead) : null,
      })),
    };
  },
});
