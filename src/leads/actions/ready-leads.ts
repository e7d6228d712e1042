import Type from "typebox";
import { sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { allStatesBut, stickyStates } from "../state.ts";

export default leadAction({
  name: "READY_LEADS",
  summary:
    "Makes leads ready for dialing; their passes and their next dial time stay. Paused leads with an appointment made on a call have it again.",
  params: Type.Object({}),
  states: allStatesBut(...stickyStates),
  statesIfNamed: stickyStates,
  stops: false,
  undoable: true,
  plan: (_params, { now }) => ({
    set: {
      lead_state: sql`(case
        when lead.lead_state <> 'PAUSED' or lead.callback_at is null then 'READY'
        when lead.callback_agent_id is null then 'CALLBACK'
        when lead.callback_at > ${now} then 'PENDING-CALLBACK'
        else 'AGENT-CALLBACK'
      end)::lead_state`,
      // A paused lead has an appointment only if it was made on a call that was under way when the lead was paused.
      callback_at: sql`(case when lead.lead_state = 'PAUSED' then lead.callback_at end)`,
      callback_agent_id: sql`(case when lead.lead_state = 'PAUSED' then lead.callback_agent_id end)`,
    },
    already: "already ready",
  }),
});
