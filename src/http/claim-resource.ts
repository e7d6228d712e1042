import Type from "typebox";
import { leadStates } from "../leads/state.ts";
import { AccountId } from "./app.ts";
import { Id, Instant } from "./ids.ts";

export const ClaimPath = Type.Object({ accountId: AccountId, claimId: Id });

const State = Type.Union([Type.Enum([...leadStates]), Type.Null()], {
  description: "As it is now, so that an action which stopped the lead meanwhile shows; null: the lead was deleted",
});

export const ClaimStateResource = Type.Object(
  {
    claimId: Type.Integer(),
    status: Type.Enum(["PENDING", "ACTIVE", "DONE", "RELEASED", "LAPSED"]),
    leaseExpiresAt: Instant,
    leadState: State,
  },
  { title: "ClaimState" },
);

export const CompletedResource = Type.Object(
  {
    claimId: Type.Integer(),
    passId: Type.Integer(),
    leadState: State,
    nextDialTime: Type.Union([Instant, Type.Null()]),
    warnings: Type.Optional(
      Type.Array(Type.String(), {
        description:
          "What came of the callback beside what was asked: another agent's reservation was cleared, or a limit bars it; absent: nothing",
      }),
    ),
  },
  { title: "CompletedClaim" },
);
