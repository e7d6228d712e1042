import { actionTable, floor } from "../../../test/support/actions.ts";
import { leadStates } from "../state.ts";

const at = floor();

actionTable(at, "SUPPRESS_LEADS", [
  ...leadStates.map((state) => ({
    title: `a ${state} lead keeps its state`,
    lead: { lead_state: state },
    after: { suppressed: true },
  })),
  { title: "a suppressed lead is left", lead: { suppressed: true }, skipped: "already suppressed" },
]);
