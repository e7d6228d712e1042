import Type from "typebox";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { leadAction } from "../action.ts";
import { choiceParam, idParam, momentParam } from "../action-params.ts";
import { requireAgentAccess } from "../agent-access.ts";
import { barredCallbacks } from "../barred-callbacks.ts";
import { agentCallback, callbackDate, reservationCleared } from "../callback-date.ts";
import { allStatesBut, stickyStates } from "../state.ts";

const withoutCallback = { reason: "no open callback", when: sql`lead.callback_at is null` };
const agentField = "leadActionParams.paramMap.RESERVATION_AGENT_ID";
const dateField = "leadActionParams.paramMap.CALLBACK_DATE";

type CallbackBooking =
  | { type: "CANCEL" | "RESET" }
  | { type: "ANY"; date: string }
  | { type: "AGENT"; date: string; agentId: number };

export default leadAction({
  name: "CALLBACK_LEADS",
  summary:
    "Schedules callbacks for one agent or any agent, cancels them, or removes them and makes the leads ready again.",
  words: { label: "Callback", verb: "Set callbacks of", done: "with changed callbacks" },
  position: 50,
  params: Type.Object({
    ACTION_TYPE: choiceParam(
      {
        AGENT: "One agent calls back",
        ANY: "Any agent calls back",
        CANCEL: "Cancel the callback; stop dialing the lead",
        RESET: "Remove the callback; make the lead ready",
      },
      {
        title: "Callback",
        description:
          "AGENT: one agent calls back; ANY: any agent calls back; CANCEL: the callback is canceled and the lead no longer dialed; RESET: the callback is removed and the lead is ready",
        help: "",
      },
    ),
    RESERVATION_AGENT_ID: Type.Optional(
      idParam("agent", { title: "Agent", description: "The agent who calls back, for AGENT" }),
    ),
    CALLBACK_DATE: Type.Optional(
      momentParam({
        title: "When to call back",
        description: "When to call back; absent: now",
        help: "Empty: now",
        example: "2026-07-03T10:00:00Z",
      }),
    ),
  }),
  states: allStatesBut(...stickyStates),
  statesIfNamed: stickyStates,
  stops: false,
  undoable: true,
  async accept(
    { ACTION_TYPE: type, RESERVATION_AGENT_ID: agentId, CALLBACK_DATE: text },
    run,
  ): Promise<CallbackBooking> {
    if (type === "CANCEL" || type === "RESET") return { type };
    const date = callbackDate(run, dateField, text).toISOString();
    if (type === "ANY") return { type, date };
    if (agentId === undefined)
      throw refuse("MISSING_FIELD", { field: agentField, takes: "the id of the agent who calls back" });
    await requireAgentAccess(run, agentField, agentId);
    return { type, date, agentId };
  },
  plan(settled: CallbackBooking, run) {
    switch (settled.type) {
      case "CANCEL":
        return { set: { lead_state: "CALLBACK-CANCELLED" }, skip: [withoutCallback] };
      case "RESET":
        return { set: { lead_state: "READY" }, skip: [withoutCallback] };
      case "ANY": {
        const date = new Date(settled.date);
        return {
          set: {
            lead_state: "CALLBACK",
            callback_at: date,
            callback_agent_id: null,
            next_dial_time: date,
            reserved_agent_id: null,
          },
          warnings: [reservationCleared(), ...barredCallbacks(run, date)],
        };
      }
      case "AGENT": {
        const date = new Date(settled.date);
        return {
          set: agentCallback(run, settled.agentId, date),
          warnings: [reservationCleared(settled.agentId), ...barredCallbacks(run, date)],
        };
      }
    }
  },
});
