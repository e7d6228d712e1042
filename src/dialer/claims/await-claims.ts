import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../../context.ts";
import { dialableChannel } from "../../db/announce-dialable.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { actionChannel } from "../../leads/engine/progress.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { scheduleOpenings } from "../rules/calling-schedules.ts";
import { readDialScope } from "../rules/dial-scope.ts";
import type { ClaimRequest } from "./claim.ts";
import { type ClaimedLead, claimTogether } from "./claim-together.ts";

// Leads of a busy account change all the time; a waiting dialer looks again after this many milliseconds at the
// earliest.
const pause = 50;

/**
 * Claims like claimLeads; if nothing is dialable, waits up to `wait` milliseconds for the first leads that become so.
 * Doesn't poll: changes to leads are announced through notifications, and the database says when the next lead is due.
 * Calls `requireAccess` after every wait, since the caller may have lost access meanwhile.
 */
export async function awaitClaims(
  context: Pick<Context, "db" | "notifications" | "clock">,
  scope: Scope,
  request: ClaimRequest,
  wait: number,
  signal: AbortSignal,
  requireAccess: () => Promise<void>,
): Promise<ClaimedLead[]> {
  const first = await claimTogether(context.db, scope, request, context.clock());
  if (first.length > 0 || wait === 0) return first;
  let news = Promise.withResolvers<void>();
  const listening = [
    context.notifications.listen(dialableChannel, (payload) => {
      if (payload === undefined || payload === String(scope.accountId)) news.resolve();
    }),
    context.notifications.listen(actionChannel, (payload) => {
      if (payload === undefined || payload.startsWith(`${scope.accountId}/`)) news.resolve();
    }),
  ];
  const done = AbortSignal.any([signal, AbortSignal.timeout(wait)]);
  const ended = new Promise<void>((resolve) => done.addEventListener("abort", () => resolve(), { once: true }));
  try {
    while (!done.aborted) {
      // Listen from here on; this look sees whatever was announced earlier.
      news = Promise.withResolvers<void>();
      await requireAccess();
      const now = context.clock();
      const claims = await claimTogether(context.db, scope, request, now);
      if (claims.length > 0) return claims;
      const due = await nextDueTime(context, scope, request, now, wait);
      const timer = new AbortController();
      const alarm = due
        ? sleep(Math.max(due.getTime() - now.getTime(), 0), undefined, { signal: timer.signal })
        : ended;
      await Promise.race([news.promise, ended, alarm.catch(() => undefined)]);
      timer.abort();
      if (!done.aborted) await Promise.race([sleep(pause), ended]);
    }
    await requireAccess();
    return [];
  } finally {
    for (const stop of listening) stop();
  }
}

/**
 * The next moment within `wait` milliseconds at which time alone may make a lead dialable: a lead or callback becomes
 * due, a window opens, a day begins, a campaign starts, or a do-not-call entry expires.
 */
async function nextDueTime(
  { db }: Pick<Context, "db">,
  scope: Scope,
  request: ClaimRequest,
  now: Date,
  wait: number,
): Promise<Date | undefined> {
  const until = new Date(now.getTime() + wait);
  const dial = await readDialScope(db, scope, request, now);
  const campaignIds = dial.campaigns.map(({ campaignId }) => campaignId);
  const soon = (at: Sql) => sql`${at} > ${now} and ${at} <= ${until}`;
  const { lead, callback, campaign, entry } = await db.one<
    Record<"lead" | "callback" | "campaign" | "entry", Date | null>
  >(sql`
    select (select min(at) from unnest(${campaignIds}::bigint[]) as asked (id) cross join lateral (
        select next_dial_time as at from lead
        where account_id = ${scope.accountId} and campaign_id = asked.id and ${soon(sql`next_dial_time`)}
        order by next_dial_time
        limit 1) as first) as lead,
      (select callback_at from lead
        where account_id = ${scope.accountId} and campaign_id = any (${campaignIds}::bigint[]) and ${soon(sql`callback_at`)}
        order by callback_at
        limit 1) as callback,
      (select min(start_date) from campaign
        where account_id = ${scope.accountId} and campaign_id = any (${campaignIds}::bigint[]) and ${soon(sql`start_date`)}) as campaign,
      (select min(expires_at) from dnc_entry where account_id = ${scope.accountId} and ${soon(sql`expires_at`)}) as entry
  `);
  const opens = scheduleOpenings(dial.schedules, now, until).map(({ from }) => from);
  const moments = [lead, callback, campaign, entry, dial.dayEnds, ...opens].filter((at) => at !== null);
  return moments.filter((at) => at > now && at <= until).sort((a, b) => a.getTime() - b.getTime())[0];
}
