import Type from "typebox";
import { leadAction } from "../action.ts";
import { allStatesBut } from "../state.ts";

export default leadAction({
  name: "CANCEL_LEADS",
  summary: "Cancels leads: they are not dialed until someone makes them ready again.",
  words: { label: "Cancel", verb: "Cancel", done: "canceled" },
  position: 20,
  params: Type.Object({}),
  states: allStatesBut("DO-NOT-CALL"),
  stops: true,
  undoable: true,
  plan: () => ({ set: { lead_state: "CANCELLED" }, already: "already canceled" }),
});
