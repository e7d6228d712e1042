import Type from "typebox";
import { sql } from "../../db/sql.ts";
import { IdParameter, leadAction } from "../action.ts";
import { demandAgentAccess } from "../agent-access.ts";
import { agentCallback, callbackDate } from "../callback-date.ts";
import { namesState } from "../criteria.ts";
import { leadStates, stickyStates } from "../state.ts";

interface Settled {
  agentId: number;
  /** Of the callback, if one is appointed. */
  date?: string;
}

export default leadAction({
  name: "AGENT_RESERVATION",
  summary: "Reserves leads for an agent, or for nobody; with a date it also appoints the agent's callback.",
  params: Type.Object({
    RESERVATION_AGENT_ID: IdParameter("The agent's id; 0 clears the reservation"),
    CALLBACK_DTS: Type.Optional(Type.String({ description: "When the agent calls back; absent: no callback" })),
    CALLBACK_DATE: Type.Optional(Type.String({ description: "The same as CALLBACK_DTS" })),
  }),
  states: leadStates,
  stops: false,
  undoable: true,
  async accept({ RESERVATION_AGENT_ID: agentId, CALLBACK_DTS, CALLBACK_DATE }, run): Promise<Settled> {
    if (agentId === 0) return { agentId };
    const text = CALLBACK_DTS || CALLBACK_DATE;
    const field = `leadActionParams.paramMap.${CALLBACK_DTS ? "CALLBACK_DTS" : "CALLBACK_DATE"}`;
    const date = text ? callbackDate(run, field, text).toISOString() : undefined;
    await demandAgentAccess(run, "leadActionParams.paramMap.RESERVATION_AGENT_ID", agentId);
    return { agentId, ...(date ? { date } : {}) };
  },
  plan({ agentId, date }: Settled, run) {
    if (agentId === 0) return { set: { reserved_agent_id: null }, already: "not reserved" };
    if (!date) return { set: { reserved_agent_id: agentId }, already: "already reserved for this agent" };
    const unnamed = stickyStates.filter((state) => !namesState(run.criteria, state));
    return {
      set: { reserved_agent_id: agentId, ...agentCallback(run, agentId, new Date(date)) },
      // A callback would make these dialable again, as CALLBACK_LEADS would.
      skip: unnamed.map((state) => ({ reason: `in state ${state}`, when: sql`lead.lead_state = ${state}` })),
    };
  },
});
