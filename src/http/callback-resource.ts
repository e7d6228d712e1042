import Type from "typebox";
import { callbackStatuses } from "../dialer/callbacks.ts";
import { leadStates } from "../leads/state.ts";
import { Instant } from "./ids.ts";

const Nullable = Type.Union([Type.String(), Type.Null()]);

/** An open callback. */
export const CallbackResource = Type.Object(
  {
    leadId: Type.Integer(),
    campaignId: Type.Integer(),
    callbackAt: Instant,
    agentId: Type.Union([Type.Integer(), Type.Null()], { description: "null: anyone keeps it" }),
    status: Type.Enum([...callbackStatuses], { description: "BARRED: on a do-not-call list, so not served" }),
    leadState: Type.Enum([...leadStates]),
    phone: Type.String(),
    firstName: Nullable,
    lastName: Nullable,
  },
  { title: "Callback" },
);
