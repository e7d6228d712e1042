import Type from "typebox";
import { leadAction } from "../action.ts";
import { allStatesBut } from "../state.ts";

export default leadAction({
  name: "PAUSE_LEADS",
  summary: "Pauses leads: they are not dialed until someone makes them ready again.",
  words: { label: "Pause", verb: "Pause", done: "paused" },
  position: 10,
  params: Type.Object({}),
  states: allStatesBut("DO-NOT-CALL"),
  stops: true,
  undoable: true,
  plan: () => ({ set: { lead_state: "PAUSED" }, already: "already paused" }),
});
