import Type from "typebox";
import { claimStatuses } from "../../../dialer/claims/claim-status.ts";
import { callbackFates, reasonsToStay } from "../../../dialer/passes/lead-after-call.ts";
import { reasons } from "../../../dialer/rules/not-dialable.ts";
import { phoneTypes } from "../../../geography/phones.ts";
import { leadStates, systemDispositions } from "../../../leads/state.ts";
import { AccountId, Id, Instant } from "../../core/ids.ts";
import { parseMoment } from "../../core/moment.ts";

export const ClaimPath = Type.Object({ accountId: AccountId, claimId: Id });

const State = Type.Union([Type.Enum([...leadStates]), Type.Null()], {
  description:
    "The lead's present state, which shows whether an action has stopped it meanwhile; null: the lead was deleted",
});

export const ClaimStatus = Type.Enum([...claimStatuses], {
  description:
    "Open: PENDING (fetched), DIALING, ACTIVE (on a call), WRAP_UP (hung up, disposition pending). Ended: DONE, RELEASED, LAPSED (its lease expired)",
});

const claimState = {
  claimId: Type.Integer(),
  status: ClaimStatus,
  leaseExpiresAt: Type.String({
    format: "date-time",
    description: "When the claim lapses unless renewed; in WRAP_UP when the default disposition is applied",
  }),
  leadState: State,
};
/** The state of a claim after a step that needs no decision about the call. */
export const ClaimStateResource = Type.Object(claimState, { title: "ClaimState" });

const dialable = {
  dialable: Type.Boolean({
    description: "Whether the lead may still be called, by the rules as of now. The claim stays open either way",
  }),
  reason: Type.Union([Type.Enum([...reasons, "deleted"]), Type.Null()], {
    description: "Why it may not be called, in the terms of the queue; null: it may",
  }),
};
/** An open claim after a step: its state, and whether the lead may still be called. */
export const HeldClaimResource = Type.Object({ ...claimState, ...dialable }, { title: "HeldClaim" });

/** Result of moving a claim on to the next number. */
export const NextNumberResource = Type.Object(
  {
    ...claimState,
    phone: Type.Union([Type.String(), Type.Null()], { description: "The number to dial now; null: none is left" }),
    phoneType: Type.Union([Type.Enum([...phoneTypes]), Type.Null()]),
    dialable: Type.Boolean(),
    reason: Type.Union([Type.Enum([...reasons, "deleted", "noNumber"]), Type.Null()], {
      description:
        "Why there is no number to dial, in the terms of the queue; noNumber: every number was dialed in this claim, may not be dialed, or is held by another claim",
    }),
  },
  { title: "NextNumber" },
);

/** Result of completing a claim. */
export const CompletedResource = Type.Object(
  {
    claimId: Type.Integer(),
    passId: Type.Integer(),
    leadState: State,
    nextDialTime: Type.Union([Instant, Type.Null()]),
    late: Type.Boolean({
      description: "The claim had already been released or had lapsed; the pass was recorded anyway",
    }),
    leadStays: Type.Union([Type.Enum([...reasonsToStay]), Type.Null()], {
      description:
        "Why the outcome did not change the lead: another claim holds it (CLAIMED), an action stopped or deleted it (STOPPED, DELETED), or it has a later pass (NEWER_PASS); null: it did",
    }),
    callback: Type.Union([Type.Enum([...callbackFates]), Type.Null()], {
      description:
        "What happened to the callback. MADE: scheduled. KEPT: saved for a paused lead until READY_LEADS makes it ready, or for a lead in another claim until that ends. DROPPED: not scheduled. null: none was requested",
    }),
    warnings: Type.Optional(
      Type.Array(Type.String(), {
        description:
          "Side effects of the callback: another agent's reservation was cleared, or a limit blocks the call. Absent: none",
      }),
    ),
  },
  { title: "CompletedClaim" },
);

/** A duration in seconds, at most 11 days. */
export const Seconds = Type.Integer({ minimum: 0, maximum: 1_000_000 });

/** What a dialer reports when a call is over. */
export const callFields = {
  systemDisposition: Type.Enum([...systemDispositions]),
  durationSeconds: Type.Optional(Seconds),
};

/** The outcome of a pass, as completing a claim takes it. */
export const outcomeFields = {
  systemDisposition: Type.Optional(
    Type.Enum([...systemDispositions], { description: "May be omitted after /hangup, which has reported it" }),
  ),
  agentDisposition: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: "Name of one of the campaign's dispositions" }),
  ),
  callback: Type.Optional(
    Type.Object(
      { at: Instant, agentId: Type.Optional({ ...Id, description: "The agent who calls back; absent: any agent" }) },
      { additionalProperties: false, description: "An appointment agreed on the call" },
    ),
  ),
  durationSeconds: Type.Optional(Seconds),
  dialDurationSeconds: Type.Optional(Seconds),
  notes: Type.Optional(Type.String({ maxLength: 10_000 })),
  uii: Type.Optional(Type.String({ maxLength: 255, description: "The carrier's id of the call" })),
};

/** Parses an outcome. `field` precedes the field names in refusals: `claims.0.`. */
export function readOutcome<Sent extends { callback?: { at: string; agentId?: number } }>(
  { callback, ...sent }: Sent,
  field = "",
) {
  const at = parseMoment(`${field}callback.at`, callback?.at);
  return { ...sent, ...(at ? { callback: { at, agentId: callback?.agentId } } : {}) };
}
