import { allStatesBut, callbackStates, type LeadState } from "../state.ts";

/** States that loads and edits may set. The others follow from a claim, a callback, or a transition. */
export const settableStates: readonly LeadState[] = allStatesBut(
  "PENDING",
  "ACTIVE",
  "PENDING-ERR",
  "PENDING-HCI",
  "TRANSITIONED",
  ...callbackStates,
);
