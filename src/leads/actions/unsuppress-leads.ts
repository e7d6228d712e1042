import Type from "typebox";
import { leadAction } from "../action.ts";
import { leadStates } from "../state.ts";

export default leadAction({
  name: "UNSUPPRESS_LEADS",
  summary: "Lifts the suppression of leads: they are what their state says.",
  params: Type.Object({}),
  states: leadStates,
  stops: false,
  undoable: true,
  plan: () => ({
    set: { suppressed: false, suppressed_until: null, suppression_reason: null },
    already: "not suppressed",
  }),
});
