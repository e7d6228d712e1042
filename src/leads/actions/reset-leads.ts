import Type from "typebox";
import { leadAction } from "../action.ts";
import { allStatesBut, stickyStates } from "../state.ts";

export default leadAction({
  name: "RESET_LEADS",
  summary:
    "Makes leads ready for dialing right now, as if they had never been dialed: passes, today's passes, and dials start at 0.",
  words: { label: "Reset", verb: "Reset", done: "reset" },
  position: 35,
  params: Type.Object({}),
  states: allStatesBut(...stickyStates),
  statesIfNamed: stickyStates,
  stops: false,
  undoable: true,
  // The outcome of the last pass stays: it is a record and keeps no lead from being dialed.
  plan: (_params, { now }) => ({
    set: {
      lead_state: "READY",
      pass_count: 0,
      daily_pass_count: 0,
      daily_pass_on: null,
      dial_count: 0,
      next_dial_time: now,
    },
  }),
});
