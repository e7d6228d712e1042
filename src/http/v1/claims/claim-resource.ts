import Type from "typebox";
import { claimStatuses } from "../../../dialer/claims/claim-status.ts";
import { callbackFates, reasonsToStay } from "../../../dialer/passes/lead-after-call.ts";
import { reasons } from "../../../dialer/rules/not-dialable.ts";
import { phoneTypes } from "../../../geography/phones.ts";
import { leadStates, systemDispositions } from "../../../leads/state.ts";
import { AccountId, Id, Instant } from "../../core/ids.ts";
import { moment } from "../../core/moment.ts";

export const ClaimPath = Type.Object({ accountId: AccountId, claimId: Id });

const State = Type.Union([Type.Enum([...leadStates]), Type.Null()], {
  description: "As it is now, so that an action which stopped the lead meanwhile shows; null: the lead was deleted",
});

export const ClaimStatus = Type.Enum([...claimStatuses], {
  description:
    "PENDING: fetched, DIALING, ACTIVE: on a call, WRAP_UP: hung up without a disposition yet; ended: DONE, RELEASED, LAPSED",
});

const claimState = {
  claimId: Type.Integer(),
  status: ClaimStatus,
  leaseExpiresAt: Type.String({
    format: "date-time",
    description: "In WRAP_UP: when the campaign's default disposition is taken",
  }),
  leadState: State,
};
export const ClaimStateResource = Type.Object(claimState, { title: "ClaimState" });

const dialable = {
  dialable: Type.Boolean({
    description: "Whether the lead may still be called, decided now; the claim stays open all the same",
  }),
  reason: Type.Union([Type.Enum([...reasons, "deleted"]), Type.Null()], {
    description: "Why it may not: as in the queue's figures; null: it may",
  }),
};
export const HeldClaimResource = Type.Object({ ...claimState, ...dialable }, { title: "HeldClaim" });

export const NextNumberResource = Type.Object(
  {
    ...claimState,
    phone: Type.Union([Type.String(), Type.Null()], { description: "The number to dial now; null: none is left" }),
    phoneType: Type.Union([Type.Enum([...phoneTypes]), Type.Null()]),
    dialable: Type.Boolean(),
    reason: Type.Union([Type.Enum([...reasons, "deleted", "noNumber"]), Type.Null()], {
      description:
        "Why none is dialed now: as in the queue's figures; noNumber: all were dialed in this claim, may not be dialed, or are at hand elsewhere",
    }),
  },
  { title: "NextNumber" },
);

export const CompletedResource = Type.Object(
  {
    claimId: Type.Integer(),
    passId: Type.Integer(),
    leadState: State,
    nextDialTime: Type.Union([Instant, Type.Null()]),
    late: Type.Boolean({
      description: "The claim had been freed or had lapsed before; the pass is recorded all the same",
    }),
    leadStays: Type.Union([Type.Enum([...reasonsToStay]), Type.Null()], {
      description:
        "Why the lead does not follow the outcome: it is CLAIMED by another, STOPPED or DELETED by an action, or has a NEWER_PASS; null: it does",
    }),
    callback: Type.Union([Type.Enum([...callbackFates]), Type.Null()], {
      description:
        "What became of the appointment: MADE; KEPT, of a paused lead, which has it again once READY_LEADS makes it ready, or of one that another claim has, once that ends; DROPPED; null: there was none",
    }),
    warnings: Type.Optional(
      Type.Array(Type.String(), {
        description:
          "What came of the callback beside what was asked: another agent's reservation was cleared, or a limit bars it; absent: nothing",
      }),
    ),
  },
  { title: "CompletedClaim" },
);

export const Seconds = Type.Integer({ minimum: 0, maximum: 1_000_000 });

/** What is told of a call when it is over. */
export const call = {
  systemDisposition: Type.Enum([...systemDispositions]),
  durationSeconds: Type.Optional(Seconds),
};

/** What a completion takes. */
export const outcome = {
  systemDisposition: Type.Optional(
    Type.Enum([...systemDispositions], { description: "May be left out after /hangup, which named it" }),
  ),
  agentDisposition: Type.Optional(
    Type.String({ minLength: 1, maxLength: 255, description: "One of the campaign's, by name" }),
  ),
  callback: Type.Optional(
    Type.Object(
      { at: Instant, agentId: Type.Optional({ ...Id, description: "Who calls back; absent: anyone" }) },
      { additionalProperties: false, description: "An appointment made on the call" },
    ),
  ),
  durationSeconds: Type.Optional(Seconds),
  dialDurationSeconds: Type.Optional(Seconds),
  notes: Type.Optional(Type.String({ maxLength: 10_000 })),
  uii: Type.Optional(Type.String({ maxLength: 255, description: "The call's id at the carrier" })),
};

/** The same in the program's terms; `field` leads the names in refusals. */
export function readOutcome<Sent extends { callback?: { at: string; agentId?: number } }>(
  { callback, ...sent }: Sent,
  field = "",
) {
  const at = moment(`${field}callback.at`, callback?.at);
  return { ...sent, ...(at ? { callback: { at, agentId: callback?.agentId } } : {}) };
}
