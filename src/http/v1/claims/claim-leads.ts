import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { awaitClaims } from "../../../dialer/claims/await-claims.ts";
import { openClaimRequest } from "../../../dialer/claims/claim-request.ts";
import { claimsById } from "../../../dialer/claims/find-claims.ts";
import { refuse } from "../../../errors.ts";
import { departureOf } from "../../core/client-gone.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ClaimResource, claimResource } from "./claim-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims",
  summary:
    "Hands out the next leads to be dialed, of a campaign, of several, or of a dial group's. With waitSeconds it answers as soon as there is one; sent again with its Idempotency-Key, it answers with the same.",
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
      leaseSeconds: Type.Optional(
        Type.Integer({
          minimum: 30,
          maximum: 3600,
          description:
            "How long a claim holds its lead without being renewed; absent: an hour for an agent's preview, two minutes for a dialer",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 200: Type.Object({ claims: Type.Array(ClaimResource) }) },
  async handler({ context, accountId, caller, body, request, reply }) {
    const { campaignId, campaignIds, dialGroupId, agentId, max = 1, waitSeconds = 0, leaseSeconds } = body;
    if ([campaignId, campaignIds, dialGroupId].filter((one) => one !== undefined).length !== 1)
      throw refuse("MISSING_FIELD", { field: "campaignId", takes: "one of campaignId, campaignIds and dialGroupId" });
    const scope = scopeFor(caller, accountId);
    const once = onceOf(request.headers, body);
    const requestId = once && (await openClaimRequest(context.db, accountId, caller.userId, once, context.clock()));
    const wanted = { campaignIds: campaignId === undefined ? campaignIds : [campaignId], dialGroupId, agentId };
    const handed = await awaitClaims(
      context,
      scope,
      { ...wanted, max, leaseSeconds, claimedBy: caller.name, requestId },
      waitSeconds * 1000,
      departureOf(request, reply),
    );
    // Of a request that is repeated, some may be on a call by now, or over.
    const claims = once
      ? await claimsById(
          context.db,
          accountId,
          handed.map(({ claimId }) => claimId),
        )
      : handed.map((claim) => ({ ...claim, status: "PENDING" as const }));
    const sheets = new Map(handed.flatMap(({ campaignId, sheet }) => (sheet ? [[campaignId, sheet] as const] : [])));
    return { claims: claims.map((claim) => ({ ...claimResource(claim, sheets), status: claim.status })) };
  },
});
