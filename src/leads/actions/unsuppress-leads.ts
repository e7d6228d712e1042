import Type from "typebox";
import { leadAction } from "../action.ts";
import { leadStates } from "../state.ts";

export default leadAction({
  name: "UNSUPPRESS_LEADS",
  summary: "Lifts the suppression of leads; their state decides again whether they are dialed.",
  words: { label: "Lift suppression", verb: "Lift suppression of", done: "no longer suppressed" },
  position: 45,
  params: Type.Object({}),
  states: leadStates,
  stops: false,
  undoable: true,
  plan: () => ({
    set: { suppressed: false, suppressed_until: null, suppression_reason: null },
    already: "not suppressed",
  }),
});
