import Type, { type Static } from "typebox";
import type { CallSheet } from "../../../dialer/claims/call-sheet.ts";
import type { ClaimRow } from "../../../dialer/claims/find-claims.ts";
import { parsePhone, phoneTypeOf, phoneTypes } from "../../../geography/phones.ts";
import { systemDispositions } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";
import { LeadResource, leadResource } from "../leads/lead-resource.ts";
import { ClaimStatus } from "./claim-resource.ts";

const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** What a claim tells of its campaign. */
const CampaignOfClaim = orNull(
  Type.Object({
    campaignId: Type.Integer(),
    campaignName: Type.String(),
    scriptText: Type.String({ description: "What the agent says" }),
    targetAbandonRate: Type.Number({ description: "Percent of answered calls that may find no agent" }),
    dispositionTimeout: Type.Integer({ description: "Seconds after hangup until the default disposition is taken" }),
    dispositions: Type.Array(
      Type.Object({
        name: Type.String(),
        isDefault: Type.Boolean(),
        requireNote: Type.Boolean(),
        isContact: Type.Boolean(),
        isSuccess: Type.Boolean(),
        isComplete: Type.Boolean(),
        isRequeued: Type.Boolean(),
        doNotCall: Type.Boolean(),
      }),
      { description: "What the agent chooses from, in this order" },
    ),
  }),
);

const claim = {
  claimId: Type.Integer(),
  leadId: Type.Integer(),
  campaignId: Type.Integer({ description: "That the lead was fetched from" }),
  leaseExpiresAt: Instant,
  phone: Type.String({ description: "The number to dial, E.164" }),
  phoneType: Type.Enum([...phoneTypes], {
    description: "As far as the numbering plan says; in North America mobiles and landlines share theirs",
  }),
  callerId: orNull(
    Type.String({ description: "The number to show: the lead's, else the campaign's; E.164 where it is a number" }),
  ),
  screenPopUrl: orNull(
    Type.String({
      description: "The page to open for the agent: the lead's auxExternalUrl, else the campaign's appUrl",
    }),
  ),
  campaign: CampaignOfClaim,
  lead: Type.Union([LeadResource, Type.Null()], { description: "null: deleted since" }),
};

/** A claim as it is handed out. */
export const ClaimResource = Type.Object({ ...claim, status: ClaimStatus }, { title: "Claim" });

/** A claim as the list shows it: also its steps so far. */
export const ListedClaimResource = Type.Object(
  {
    ...claim,
    status: ClaimStatus,
    agentId: orNull(Type.Integer()),
    dialedPhones: Type.Array(Type.String(), { description: "Numbers dialed in this claim before the one at hand" }),
    claimedAt: Instant,
    claimedBy: Type.String(),
    dialingAt: orNull(Instant),
    connectedAt: orNull(Instant),
    hungUpAt: orNull(Instant),
    endedAt: orNull(Instant),
    systemDisposition: orNull(Type.Enum([...systemDispositions], { description: "As hangup said" })),
    passId: orNull(Type.Integer()),
  },
  { title: "ListedClaim" },
);

type CalledClaim = Pick<ClaimRow, "claimId" | "leadId" | "campaignId" | "leaseExpiresAt" | "phone" | "lead">;

/** What a dialer needs to call the lead of a claim. */
export function claimResource(
  { claimId, leadId, campaignId, leaseExpiresAt, phone, lead }: CalledClaim,
  sheets: Map<number, CallSheet>,
) {
  const sheet = sheets.get(campaignId);
  const shown = lead?.caller_id || sheet?.callerId || null;
  return {
    claimId,
    leadId,
    campaignId,
    leaseExpiresAt,
    phone,
    phoneType: phoneTypeOf(phone),
    callerId: shown && (parsePhone(shown, lead?.country_id ?? "USA") ?? shown),
    screenPopUrl: lead?.aux_external_url || sheet?.appUrl || null,
    campaign: sheet ? campaignOfClaim(sheet) : null,
    lead: lead ? leadResource(lead) : null,
  };
}

function campaignOfClaim(sheet: CallSheet): Static<typeof CampaignOfClaim> {
  const { campaignId, campaignName, scriptText, targetAbandonRate, dispositionTimeout, dispositions } = sheet;
  return { campaignId, campaignName, scriptText, targetAbandonRate, dispositionTimeout, dispositions };
}

export const listedClaimResource = (found: ClaimRow, sheets: Map<number, CallSheet>) => ({
  ...found,
  ...claimResource(found, sheets),
});
