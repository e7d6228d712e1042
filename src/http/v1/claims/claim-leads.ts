import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { awaitClaims } from "../../../dialer/claims/await-claims.ts";
import { openClaimRequest } from "../../../dialer/claims/claim-request.ts";
import { claimsById } from "../../../dialer/claims/find-claims.ts";
import { refuse } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { waitSignal } from "../../core/waiting/wait-signal.ts";
import { ClaimResource, claimResource } from "./claim-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialer/claims",
  summary: "Claims the next leads to dial from a campaign, several campaigns, or a dial group",
  description:
    "With waitSeconds the request waits until a lead is dialable. Repeated with the same Idempotency-Key, it returns the same claims.",
  tag: "Dialer",
  role: "dialer",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    {
      campaignId: Type.Optional(Id),
      campaignIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })),
      dialGroupId: Type.Optional(Id),
      agentId: Type.Optional({
        ...Id,
        description:
          "The agent who will take the calls; absent: a dialer that assigns calls to whichever agent is free",
      }),
      max: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1000,
          description:
            "Most leads to claim; default: 1. For an agent in a preview dial mode also limited by the dial group's maxLeadsReturned",
        }),
      ),
      waitSeconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 60,
          description: "How long to wait while no lead is dialable; default: 0",
        }),
      ),
      leaseSeconds: Type.Optional(
        Type.Integer({
          minimum: 30,
          maximum: 3600,
          description:
            "How long a claim holds its lead without being renewed; default: an hour for an agent in a preview dial mode, otherwise two minutes",
        }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 200: Type.Object({ claims: Type.Array(ClaimResource) }) },
  async handler({ context, accountId, caller, body, request, reply }) {
    const { campaignId, campaignIds, dialGroupId, agentId, max = 1, waitSeconds = 0, leaseSeconds } = body;
    if ([campaignId, campaignIds, dialGroupId].filter((one) => one !== undefined).length !== 1)
      throw refuse("MISSING_FIELD", {
        field: "campaignId",
        takes: "exactly one of campaignId, campaignIds, and dialGroupId",
      });
    const scope = scopeFor(caller, accountId);
    const once = onceOf(request.headers, body);
    const requestId = once && (await openClaimRequest(context.db, accountId, caller.userId, once, context.clock()));
    const from = { campaignIds: campaignId === undefined ? campaignIds : [campaignId], dialGroupId, agentId };
    const claimed = await awaitClaims(
      context,
      scope,
      { ...from, max, leaseSeconds, claimedBy: caller.name, requestId },
      waitSeconds * 1000,
      waitSignal(request, reply),
      request.recheckAccess,
    );
    // Claims of a repeated request may have moved on: they can be on a call by now, or over.
    const claims = once
      ? await claimsById(
          context.db,
          accountId,
          claimed.map(({ claimId }) => claimId),
        )
      : claimed.map((claim) => ({ ...claim, status: "PENDING" as const }));
    const sheets = new Map(claimed.flatMap(({ campaignId, sheet }) => (sheet ? [[campaignId, sheet] as const] : [])));
    return { claims: claims.map((claim) => ({ ...claimResource(claim, sheets), status: claim.status })) };
  },
});
