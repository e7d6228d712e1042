import Type from "typebox";
import { isOrphaned } from "../../agents/orphaned-leads.ts";
import { sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { stateByCallback } from "../free-leads.ts";
import { allStatesBut, stickyStates } from "../state.ts";

export default leadAction({
  name: "READY_LEADS",
  summary:
    "Makes leads ready for dialing; their passes and their next dial time stay. Paused leads with an appointment made on a call have it again.",
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
      // A paused lead has an appointment only if it was made on a call that was under way when the lead was paused.
      callback_at: sql`(case when lead.lead_state = 'PAUSED' then lead.callback_at end)`,
      callback_agent_id: sql`(case when lead.lead_state = 'PAUSED' then lead.callback_agent_id end)`,
    },
    already: "already ready",
    warnings: [
      {
        warning: "orphaned: the agent of the lead's appointment does not work for its campaign",
        when: (before) =>
          sql`${before}.lead_state = 'PAUSED' and ${before}.callback_at is not null and ${isOrphaned(scope.accountId, before)}`,
      },
    ],
  }),
});
