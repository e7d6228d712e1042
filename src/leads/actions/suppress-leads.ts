import Type from "typebox";
import { leadAction } from "../action.ts";
import { leadStates } from "../state.ts";

export default leadAction({
  name: "SUPPRESS_LEADS",
  summary: "Suppresses leads: they keep their state and are not dialed until that is lifted.",
  params: Type.Object({}),
  states: leadStates,
  stops: true,
  undoable: true,
  plan: () => ({ set: { suppressed: true }, already: "already suppressed" }),
});
