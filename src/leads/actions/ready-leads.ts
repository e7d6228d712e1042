import Type from "typebox";
import { isOrphaned } from "../../agents/orphaned-leads.ts";
import { sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { stateByCallback } from "../free-leads.ts";
import { allStatesBut, stickyStates } from "../state.ts";

export default leadAction({
  name: "READY_LEADS",
  summary:
    "Makes leads ready for dialing; passes and next dial time stay. Paused leads get back a callback that was set on a call.",
  words: { label: "Make ready", verb: "Make ready", done: "made ready" },
  position: 30,
  params: Type.Object({}),
  states: allStatesBut(...stickyStates),
  statesIfNamed: stickyStates,
  stops: false,
  undoable: true,
  plan: (_params, { now, scope }) => ({
    set: {
      lead_state: sql`(case when lead.lead_state = 'PAUSED' then ${stateByCallback(now)} else 'READY' end)`,
      // Pausing closes an open callback, so a paused lead has one only if it was set on a call in progress at that
      // time.
      callback_at: sql`(case when lead.lead_state = 'PAUSED' then lead.callback_at end)`,
      callback_agent_id: sql`(case when lead.lead_state = 'PAUSED' then lead.callback_agent_id end)`,
    },
    already: "already ready",
    warnings: [
      {
        warning: "orphaned: the agent of the lead's callback does not work for its campaign",
        when: (before) =>
          sql`${before}.lead_state = 'PAUSED' and ${before}.callback_at is not null and ${isOrphaned(scope.accountId, before)}`,
      },
    ],
  }),
});
