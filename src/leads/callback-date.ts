import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { shown } from "../validation/check.ts";
import { parseDate } from "../validation/dates.ts";
import type { Change, Run, Warning } from "./action.ts";

const day = 24 * 60 * 60 * 1000;

/**
 * The time that a callback parameter means; now if it is absent. Refuses other text, and times over a day in the past.
 */
export function callbackDate(run: Pick<Run, "now" | "scope">, field: string, text: string | undefined): Date {
  if (!text) return run.now;
  const date = parseDate(text, run.scope.timeZone);
  if (!date) {
    throw refuse("INVALID_FIELD", {
      field,
      got: shown(text),
      takes: "a date and time such as 2026-07-24T16:00:00.000+0000",
    });
  }
  requireToCome(field, date, run.now);
  return date;
}

/** Refuses a time over a day in the past: nobody means that, so the date or its zone must be wrong. */
export function requireToCome(field: string, date: Date, now: Date): void {
  if (date.getTime() < now.getTime() - day)
    throw refuse("INVALID_FIELD", {
      field,
      got: `${date.toISOString()}, which is more than a day in the past`,
      takes: "a time in the future, or at most a day in the past",
    });
}

/** Makes a lead an agent's callback: not dialed before it is due, and no longer reserved for another agent. */
export function agentCallback(run: Pick<Run, "now">, agentId: number, date: Date): Change {
  return {
    lead_state: date > run.now ? "PENDING-CALLBACK" : "AGENT-CALLBACK",
    callback_at: date,
    callback_agent_id: agentId,
    next_dial_time: date,
    reserved_agent_id: sql`case when lead.reserved_agent_id = ${agentId} then lead.reserved_agent_id end`,
  };
}

/**
 * Warns about reservations that a callback clears: those for other agents; for any agent if the callback names none.
 */
export const reservationCleared = (agentId?: number): Warning => ({
  warning: "reservation for another agent cleared",
  when: (before) =>
    agentId === undefined
      ? sql`${before}.reserved_agent_id is not null`
      : sql`${before}.reserved_agent_id <> ${agentId}`,
});
