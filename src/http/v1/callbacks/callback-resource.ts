import Type from "typebox";
import { callbackStatuses } from "../../../dialer/floor/callbacks.ts";
import { leadStates } from "../../../leads/state.ts";
import { Instant } from "../../core/ids.ts";

const Nullable = Type.Union([Type.String(), Type.Null()]);

/** An open callback. */
export const CallbackResource = Type.Object(
  {
    leadId: Type.Integer(),
    campaignId: Type.Integer(),
    callbackAt: Instant,
    agentId: Type.Union([Type.Integer(), Type.Null()], {
      description: "Who keeps it, by appointment or because the lead is reserved for them; null: anyone",
    }),
    status: Type.Enum([...callbackStatuses], {
      description:
        "BARRED: something other than time keeps it from being served; ORPHANED: its agent is gone, inactive, or not in the dial group",
    }),
    reason: Type.Union([Type.String(), Type.Null()], {
      description:
        "What bars it, as the queue names it: maxPasses, dialLimit, doNotCall, list and so on; null: nothing",
    }),
    leadState: Type.Enum([...leadStates]),
    phone: Type.String(),
    firstName: Nullable,
    lastName: Nullable,
  },
  { title: "Callback" },
);
