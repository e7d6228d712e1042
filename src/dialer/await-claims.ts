import { setTimeout as sleep } from "node:timers/promises";
import { dialableChannel } from "../db/announce-dialable.ts";
import { sql } from "../db/sql.ts";
import type { House } from "../house.ts";
import type { Scope } from "../leads/criteria.ts";
import { actionChannel } from "../leads/progress.ts";
import { readAsking } from "./asking.ts";
import { type Claim, type ClaimRequest, claimLeads } from "./claim.ts";
import { gateOpenings, readGates } from "./gates.ts";
import { callbackTime, isCallback } from "./why-not.ts";

// Much happens to a busy account; waiting dialers need not look more often than this, in milliseconds.
const pause = 50;

/**
 * Claims as claimLeads does; where nothing is dialable, waits up to so many milliseconds for the first lead that becomes so. Nobody polls:
 * whatever changes leads announces it, and the database says when the next one is due.
 */
export async function awaitClaims(
  house: Pick<House, "db" | "notifications" | "clock">,
  scope: Scope,
  request: ClaimRequest,
  wait: number,
  signal: AbortSignal,
): Promise<Claim[]> {
  const first = await claimLeads(house.db, scope, request, house.clock());
  if (first.length > 0 || wait === 0) return first;
  let news = Promise.withResolvers<void>();
  const listening = [
    house.notifications.listen(dialableChannel, (payload) => {
      if (payload === undefined || payload === String(scope.accountId)) news.resolve();
    }),
    house.notifications.listen(actionChannel, (payload) => {
      if (payload === undefined || payload.startsWith(`${scope.accountId}/`)) news.resolve();
    }),
  ];
  const over = AbortSignal.any([signal, AbortSignal.timeout(wait)]);
  const ended = new Promise<void>((resolve) => over.addEventListener("abort", () => resolve(), { once: true }));
  try {
    while (!over.aborted) {
      // From here on; what was announced before is seen by this look.
      news = Promise.withResolvers<void>();
      const now = house.clock();
      const claims = await claimLeads(house.db, scope, request, now);
      if (claims.length > 0) return claims;
      const due = await nextEvent(house, scope, request, now, wait);
      const timer = new AbortController();
      const alarm = due
        ? sleep(Math.max(due.getTime() - now.getTime(), 0), undefined, { signal: timer.signal })
        : ended;
      await Promise.race([news.promise, ended, alarm.catch(() => undefined)]);
      timer.abort();
      if (!over.aborted) await Promise.race([sleep(pause), ended]);
    }
    return [];
  } finally {
    for (const stop of listening) stop();
  }
}

/** The next moment, within so many milliseconds, at which time alone may make a lead dialable: one is due, a window opens, a day begins, a campaign, or a do-not-call entry ends. */
async function nextEvent(
  { db }: Pick<House, "db">,
  scope: Scope,
  request: ClaimRequest,
  now: Date,
  wait: number,
): Promise<Date | undefined> {
  const until = new Date(now.getTime() + wait);
  const asking = await readAsking(db, scope, request, now);
  const gates = await readGates(db, asking);
  const campaignIds = asking.campaigns.map(({ campaignId }) => campaignId);
  const { lead, campaign, entry } = await db.one<Record<"lead" | "campaign" | "entry", Date | null>>(sql`
    with due as (
      select greatest(next_dial_time, case when ${isCallback} then ${callbackTime} end) as at
      from lead
      where account_id = ${scope.accountId} and campaign_id = any (${campaignIds}::bigint[]) and claim_id is null
        and (lead_state = 'READY' or ${isCallback})
    )
    select (select min(at) from due where at > ${now} and at <= ${until}) as lead,
      (select min(start_date) from campaign
        where account_id = ${scope.accountId} and campaign_id = any (${campaignIds}::bigint[]) and start_date > ${now} and start_date <= ${until}) as campaign,
      (select min(expires_at) from dnc_entry
        where account_id = ${scope.accountId} and expires_at > ${now} and expires_at <= ${until}) as entry
  `);
  const opens = gateOpenings(gates, now, until).map(({ from }) => from);
  const moments = [lead, campaign, entry, asking.dayEnds, ...opens].filter((at) => at !== null);
  return moments.filter((at) => at > now && at <= until).sort((a, b) => a.getTime() - b.getTime())[0];
}
