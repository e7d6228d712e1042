import Type from "typebox";
import { callbackStatuses } from "../../../dialer/floor/callbacks.ts";
import { leadStates } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";

const Nullable = Type.Union([Type.String(), Type.Null()]);

/** An open callback as v1 shows it. */
export const CallbackResource = Type.Object(
  {
    leadId: Type.Integer(),
    campaignId: Type.Integer(),
    callbackAt: Instant,
    agentId: Type.Union([Type.Integer(), Type.Null()], {
      description:
        "The agent who calls back, because of the appointment or because the lead is reserved for them; null: any agent",
    }),
    status: Type.Enum([...callbackStatuses], {
      description:
        "BARRED: a rule other than time blocks the call; ORPHANED: its agent is deleted, inactive, or not in the dial group",
    }),
    reason: Type.Union([Type.String(), Type.Null()], {
      description:
        "The rule that blocks it, as in the queue: maxPasses, dialLimit, doNotCall, list, and so on; null: none",
    }),
    leadState: Type.Enum([...leadStates]),
    phone: Type.String(),
    firstName: Nullable,
    lastName: Nullable,
  },
  { title: "Callback" },
);
