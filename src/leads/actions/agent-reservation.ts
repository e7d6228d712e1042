import Type from "typebox";
import { type Sql, sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { idParam, momentParam, param } from "../action-params.ts";
import { requireAgentAccess } from "../agent-access.ts";
import { barredCallbacks } from "../barred-callbacks.ts";
import { agentCallback, callbackDate } from "../callback-date.ts";
import { namesState } from "../search/criteria.ts";
import { leadStates, stickyStates } from "../state.ts";

interface Reservation {
  agentId: number;
  /** When the agent calls back, as ISO 8601; absent: no callback. */
  date?: string;
}

export default leadAction({
  name: "AGENT_RESERVATION",
  summary:
    "Reserves leads for an agent or clears the reservation. With a date it also schedules the agent's callback. Callbacks of other agents become this agent's.",
  words: { label: "Reserve for an agent", verb: "Reserve", done: "reserved" },
  position: 55,
  params: Type.Object({
    RESERVATION_AGENT_ID: idParam("agent", { title: "Agent", description: "The agent's id; 0 clears the reservation" }),
    CALLBACK_DTS: Type.Optional(
      momentParam({
        title: "When to call back",
        description: "When the agent calls back; absent: no callback",
        help: "Empty: no callback",
        example: "2026-07-03T10:00:00Z",
      }),
    ),
    CALLBACK_DATE: Type.Optional(
      param(Type.String(), {
        title: "The same",
        description: "The same as CALLBACK_DTS",
        input: "hidden",
      }),
    ),
  }),
  states: leadStates,
  stops: false,
  undoable: true,
  async accept({ RESERVATION_AGENT_ID: agentId, CALLBACK_DTS, CALLBACK_DATE }, run): Promise<Reservation> {
    if (agentId === 0) return { agentId };
    const text = CALLBACK_DTS || CALLBACK_DATE;
    const field = `leadActionParams.paramMap.${CALLBACK_DTS ? "CALLBACK_DTS" : "CALLBACK_DATE"}`;
    const date = text ? callbackDate(run, field, text).toISOString() : undefined;
    await requireAgentAccess(run, "leadActionParams.paramMap.RESERVATION_AGENT_ID", agentId);
    return { agentId, ...(date ? { date } : {}) };
  },
  plan({ agentId, date }: Reservation, run) {
    if (agentId === 0) return { set: { reserved_agent_id: null }, already: "not reserved" };
    const handedOver = {
      warning: "callback handed over from another agent",
      when: (before: Sql) => sql`${before}.callback_agent_id <> ${agentId}`,
    };
    if (!date)
      return {
        set: {
          reserved_agent_id: agentId,
          // An open callback stays and becomes this agent's. Otherwise nobody would be served it: the callback would
          // wait for one agent, the reservation for another.
          callback_agent_id: sql`case when lead.callback_agent_id is not null then ${agentId}::bigint end`,
        },
        already: "already reserved for this agent",
        warnings: [handedOver],
      };
    const unnamed = stickyStates.filter((state) => !namesState(run.criteria, state));
    return {
      set: { ...agentCallback(run, agentId, new Date(date)), reserved_agent_id: agentId },
      warnings: [handedOver, ...barredCallbacks(run, new Date(date))],
      // A callback would make these leads dialable again, so they are skipped as in CALLBACK_LEADS.
      skip: unnamed.map((state) => ({ reason: `in state ${state}`, when: sql`lead.lead_state = ${state}` })),
    };
  },
});
