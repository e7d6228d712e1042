import Type, { type Static } from "typebox";
import type { CallSheet } from "../../../dialer/claims/call-sheet.ts";
import type { ClaimRow } from "../../../dialer/claims/find-claims.ts";
import { parsePhone, phoneTypeOf, phoneTypes } from "../../../geography/phones.ts";
import { systemDispositions } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";
import { LeadResource, leadResource } from "../leads/lead-resource.ts";
import { ClaimStatus } from "./claim-resource.ts";

const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** The part of a campaign that a dialer and an agent need for a call. null: the campaign was deleted. */
const CampaignOfClaim = orNull(
  Type.Object({
    campaignId: Type.Integer(),
    campaignName: Type.String(),
    scriptText: Type.String({ description: "The script the agent reads" }),
    targetAbandonRate: Type.Number({
      description: "Percent of answered calls that may be abandoned because no agent is free",
    }),
    dispositionTimeout: Type.Integer({ description: "Seconds after hangup until the default disposition is applied" }),
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
      { description: "The dispositions the agent chooses from, in this order" },
    ),
  }),
);

const claim = {
  claimId: Type.Integer(),
  leadId: Type.Integer(),
  campaignId: Type.Integer({ description: "The campaign the lead was fetched from" }),
  leaseExpiresAt: Instant,
  phone: Type.String({ description: "The number to dial, E.164" }),
  phoneType: Type.Enum([...phoneTypes], {
    description: "Type by the numbering plan. In North America mobile and landline numbers cannot be told apart",
  }),
  callerId: orNull(
    Type.String({
      description: "The caller id to show: the lead's, else the campaign's; E.164 if it is a phone number",
    }),
  ),
  screenPopUrl: orNull(
    Type.String({
      description: "The page to open for the agent: the lead's auxExternalUrl, else the campaign's appUrl",
    }),
  ),
  campaign: CampaignOfClaim,
  lead: Type.Union([LeadResource, Type.Null()], { description: "null: the lead was deleted" }),
};

/** A claim as returned when leads are claimed. */
export const ClaimResource = Type.Object({ ...claim, status: ClaimStatus }, { title: "Claim" });

/** A claim as the list of claims shows it, with the times of its steps. */
export const ListedClaimResource = Type.Object(
  {
    ...claim,
    status: ClaimStatus,
    agentId: orNull(Type.Integer()),
    dialedPhones: Type.Array(Type.String(), { description: "Numbers dialed in this claim before the current one" }),
    claimedAt: Instant,
    claimedBy: Type.String(),
    dialingAt: orNull(Instant),
    connectedAt: orNull(Instant),
    hungUpAt: orNull(Instant),
    endedAt: orNull(Instant),
    systemDisposition: orNull(Type.Enum([...systemDispositions], { description: "As reported by /hangup" })),
    passId: orNull(Type.Integer()),
  },
  { title: "ListedClaim" },
);

type CalledClaim = Pick<ClaimRow, "claimId" | "leadId" | "campaignId" | "leaseExpiresAt" | "phone" | "lead">;

/** Formats what a dialer needs to call the lead. `sheets` holds the call sheets by campaign id. */
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

/** Formats a claim for the list of claims. */
export const listedClaimResource = (row: ClaimRow, sheets: Map<number, CallSheet>) => ({
  ...row,
  ...claimResource(row, sheets),
});
