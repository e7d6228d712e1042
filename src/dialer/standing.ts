import { DateTime } from "luxon";
import { holdOffOthers } from "../db/claims-lock.ts";
import type { Database } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import type { Scope } from "../leads/criteria.ts";
import { readAsking } from "./asking.ts";
import { gateOpenings, ruledState } from "./gates.ts";
import {
  callbackTime,
  dialedLeads,
  dialedPhone,
  isCallback,
  passesSpent,
  passingReasons,
  type Reason,
  whyNot,
} from "./why-not.ts";

/** Whether a lead would be handed out to a dialer, and if not, why. */
export interface Standing {
  dialable: boolean;
  /** The first reason that applies; null when it is dialable. */
  reason: Reason | null;
  /** When it becomes dialable by time alone; null when somebody must change something first, or not within eight days. */
  dialableAt: Date | null;
  /** The number that is dialed next, E.164; null when none may be. */
  nextPhone: string | null;
}

const horizon = { days: 8 };

/** How a lead stands to be dialed, by the same rules as a claim. Refuses ids of others. */
export async function readStanding(
  db: Database,
  scope: Scope,
  { campaignId, leadId }: { campaignId: number; leadId: number },
  now: Date,
): Promise<Standing> {
  return await db.transaction(async (tx) => {
    await holdOffOthers(tx, scope.accountId);
    const asking = await readAsking(tx, scope, { campaignIds: [campaignId] }, now);
    const { gates } = asking;
    const found = await tx.maybe<{
      reason: Reason | null;
      phone: string | null;
      zoneId: number;
      state: string | null;
      endDate: Date | null;
      readyAt: Date;
    }>(sql`
      select ${whyNot(asking)} as reason, dialed.phone, lead.time_zone_id as "zoneId",
        ${ruledState(gates)} as state, campaign.end_date as "endDate",
        greatest(${now}::timestamptz, lead.next_dial_time, case when ${isCallback} then ${callbackTime} end, campaign.start_date,
          case when ${passesSpent(asking)} or dialed.phone is null then ${asking.dayEnds}::timestamptz end) as "readyAt"
      from ${dialedLeads(asking, dialedPhone(asking))} and lead.lead_id = ${leadId}
    `);
    if (!found) throw refuse("NOT_FOUND", { what: "lead", id: leadId });
    const { reason, phone, zoneId, state, endDate, readyAt } = found;
    const until = DateTime.fromJSDate(now).plus(horizon).toJSDate();
    const byTimeAlone = reason !== null && passingReasons.some((one) => one === reason);
    const openings = gateOpenings(gates, now, until)
      .filter((gate) => gate.timeZoneId === zoneId && gate.state === state && gate.to > readyAt)
      .map(({ from }) => Math.max(from.getTime(), readyAt.getTime()));
    const opening = byTimeAlone && openings.length > 0 ? new Date(Math.min(...openings)) : null;
    return {
      dialable: reason === null,
      reason,
      dialableAt: endDate === null || (opening !== null && opening < endDate) ? opening : null,
      nextPhone: phone,
    };
  });
}
