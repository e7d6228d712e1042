import { DateTime } from "luxon";
import type { Database, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { campaignByKey, leadByKey } from "../../dial-queue/entry.ts";
import { type RefillRules, refillQueue } from "../../dial-queue/refill.ts";
import { least } from "../../extremes.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { scheduleOpenings } from "./calling-schedules.ts";
import { readDialScope } from "./dial-scope.ts";
import { contactByKey, dialedPhone, mayBeDialable, notDialableReason, ownAgent } from "./not-dialable.ts";

/**
 * Refills a campaign's dial queue by the rules of dialing. `seenFills` is the number of refills the caller has seen; if
 * there have been more since, this does nothing.
 */
export async function refillCampaign(
  db: Database,
  scope: Scope,
  campaignId: number,
  seenFills: number,
  now: Date,
): Promise<void> {
  await refillQueue(
    db,
    { accountId: scope.accountId, campaignId, seenFills },
    (tx) => rulesFor(tx, scope, campaignId, now),
    now,
  );
}

async function rulesFor(tx: Tx, scope: Scope, campaignId: number, now: Date): Promise<RefillRules> {
  const dial = await readDialScope(tx, scope, { campaignIds: [campaignId] }, now);
  const { schedules, dayEnds } = dial;
  // A closed zone is no reason to leave a lead out, since claims only read open zones. A state with hours of its own
  // has no part of its own, so its leads are left out while it is closed, and the queue is valid until the next change.
  const turns =
    schedules.spellings.length === 0
      ? []
      : scheduleOpenings(schedules, now, DateTime.fromJSDate(now).plus({ days: 8 }).toJSDate());
  const closed = schedules.spellings.length === 0 ? sql`'window'` : sql`''`;
  const { startsAt } = await tx.one<{ startsAt: Date | null }>(sql`
    select start_date as "startsAt" from campaign where account_id = ${scope.accountId} and campaign_id = ${campaignId}
  `);
  const turn = [...turns.map(({ from }) => from), dayEnds, ...(startsAt ? [startsAt] : [])].filter((at) => at > now);
  return {
    eligible: mayBeDialable(dial),
    dialable: (leadIds) => sql`
      select lead.lead_id
      from unnest(${leadIds}) as entry (lead_id) ${leadByKey(scope.accountId)} ${campaignByKey} ${contactByKey} ${dialedPhone(dial)}
      where coalesce(${notDialableReason(dial, ownAgent)}, ${closed}) = ${closed}`,
    validUntil: new Date(least(turn.map((at) => at.getTime()))),
  };
}
