import Type from "typebox";
import { leadAction } from "../action.ts";
import { allStatesBut, stickyStates } from "../state.ts";

export default leadAction({
  name: "READY_LEADS",
  summary: "Makes leads ready for dialing; their passes and their next dial time stay.",
  params: Type.Object({}),
  states: allStatesBut(...stickyStates),
  statesIfNamed: stickyStates,
  stops: false,
  undoable: true,
  plan: () => ({ set: { lead_state: "READY" }, already: "already ready" }),
});
