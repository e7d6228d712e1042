import { DateTime } from "luxon";
import type { Database, Tx } from "../../db/database.ts";
import { holdRulesByKey } from "../../db/locks.ts";
import { sql } from "../../db/sql.ts";
import { campaignByKey, isInPlace, leadByKey } from "../../dial-queue/entry.ts";
import { firstEntries } from "../../dial-queue/front.ts";
import { enqueueRefill } from "../../dial-queue/queue-changed.ts";
import { refuse } from "../../errors.ts";
import { least } from "../../extremes.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { scheduleOpenings, stateWithRules } from "./calling-schedules.ts";
import { type DialScope, openParts, readDialScope } from "./dial-scope.ts";
import {
  callbackTime,
  contactByKey,
  dailyPassesUsedUp,
  dialedLeads,
  dialedPhone,
  isCallback,
  notDialableReason,
  passingReasons,
  type Reason,
} from "./not-dialable.ts";

/** Whether a dialer would be handed a lead now, and if not, why and until when. */
export interface DialStatus {
  dialable: boolean;
  /** The first reason that applies; null if dialable. */
  reason: Reason | null;
  /**
   * When time alone makes it dialable; null if somebody must change something first, or it takes longer than eight
   * days.
   */
  dialableAt: Date | null;
  /** The number to be dialed next, E.164; null if none may be dialed. */
  nextPhone: string | null;
  /**
   * How many leads of its campaign a dialer would be handed before it; if not `exact`, at least that many. Null if the
   * lead isn't dialable, or if the count isn't available at once: while the campaign's queue is being refilled, or if
   * attempts per number are limited.
   */
  before: { count: number; exact: boolean } | null;
}

const horizon = { days: 8 };

/** The dial status of a lead by the rules that claims use. Refuses unknown ids. */
export async function readDialStatus(
  db: Database,
  scope: Scope,
  { campaignId, leadId }: { campaignId: number; leadId: number },
  now: Date,
): Promise<DialStatus> {
  return await db.transaction(async (tx) => {
    await holdRulesByKey(tx, scope.accountId);
    const dial = await readDialScope(tx, scope, { campaignIds: [campaignId] }, now);
    const { schedules } = dial;
    const found = await tx.maybe<{
      reason: Reason | null;
      phone: string | null;
      zoneId: number;
      state: string | null;
      endDate: Date | null;
      readyAt: Date;
    }>(sql`
      select ${notDialableReason(dial)} as reason, dialed.phone, lead.time_zone_id as "zoneId",
        ${stateWithRules(schedules)} as state, campaign.end_date as "endDate",
        greatest(${now}::timestamptz, lead.next_dial_time, case when ${isCallback} then ${callbackTime} end, campaign.start_date,
          case when ${dailyPassesUsedUp(dial)} or dialed.phone is null then ${dial.dayEnds}::timestamptz end) as "readyAt"
      from ${dialedLeads(dial, dialedPhone(dial))} and lead.lead_id = ${leadId}
    `);
    if (!found) throw refuse("NOT_FOUND", { what: "lead", id: leadId });
    const { reason, phone, zoneId, state, endDate, readyAt } = found;
    const until = DateTime.fromJSDate(now).plus(horizon).toJSDate();
    const byTimeAlone = reason !== null && passingReasons.some((one) => one === reason);
    const openings = scheduleOpenings(schedules, now, until)
      .filter((schedule) => schedule.timeZoneId === zoneId && schedule.state === state && schedule.to > readyAt)
      .map(({ from }) => Math.max(from.getTime(), readyAt.getTime()));
    const opening = byTimeAlone && openings.length > 0 ? new Date(least(openings)) : null;
    return {
      dialable: reason === null,
      reason,
      dialableAt: endDate === null || (opening !== null && opening < endDate) ? opening : null,
      nextPhone: phone,
      before: reason === null ? await countLeadsBefore(tx, dial, leadId) : null,
    };
  });
}

// Beyond a thousand leads, "more than 1,000" is all anybody needs to know.
const frontLimit = sql`1001`;
const frontSize = 1001;

/** Counts the leads at the front of the queue that claims would hand out before this one. */
async function countLeadsBefore(tx: Tx, dial: DialScope, leadId: number): Promise<DialStatus["before"]> {
  const { scope, campaigns, attemptsPerPhone } = dial;
  // Leads that share a number take attempts from each other, so positions can't be counted lead by lead.
  if (attemptsPerPhone !== null) return null;
  const unfilled = campaigns.filter(({ fill }) => fill === null || fill.isEmpty || fill.isOutdated);
  // Refilling takes up to seconds, too long for a page; ask for it in the background.
  if (unfilled.length > 0) {
    const ids = unfilled.map(({ campaignId }) => campaignId);
    await enqueueRefill(tx, scope.accountId, ids);
    return null;
  }
  const { place, dialable, entries } = await tx.one<{ place: number | null; dialable: number; entries: number }>(sql`
    with entry as materialized (${firstEntries(scope.accountId, openParts(dial), frontLimit, false)}), handed as materialized (
      select entry.lead_id, row_number() over (order by entry.place) as place
      from entry ${leadByKey(scope.accountId)} ${campaignByKey} ${contactByKey} ${dialedPhone(dial)}
      where ${isInPlace} and ${notDialableReason(dial)} is null
    )
    select (select place from handed where lead_id = ${leadId}) as place, (select count(*) from handed) as dialable,
      (select count(*) from entry) as entries
  `);
  if (place !== null) return { count: place - 1, exact: true };
  return entries === frontSize ? { count: dialable, exact: false } : null;
}
