import { allStatesBut, callbackStates, type LeadState } from "../state.ts";

/** States that loads and edits may give a lead. The others say that an agent, a dialer or an appointment has it, and come with that alone. */
export const settableStates: readonly LeadState[] = allStatesBut(
  "PENDING",
  "ACTIVE",
  "PENDING-ERR",
  "PENDING-HCI",
  "TRANSITIONED",
  ...callbackStates,
);
