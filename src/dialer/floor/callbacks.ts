import { agentOf, isOrphaned } from "../../agents/orphaned-leads.ts";
import type { Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../../leads/search/scope.ts";
import { callbackStates, type LeadState } from "../../leads/state.ts";
import { type DialScope, readDialScope } from "../rules/dial-scope.ts";
import { dialedLeads, dialedPhone, notDialableReason, type Reason } from "../rules/not-dialable.ts";

export const callbackStatuses = ["UPCOMING", "DUE", "MISSED", "BARRED", "ORPHANED"] as const;
type CallbackStatus = (typeof callbackStatuses)[number];

/** An appointment to call a lead back. */
export interface Callback {
  leadId: number;
  campaignId: number;
  callbackAt: Date;
  /** The agent who makes the call, by appointment or because the lead is reserved for them; null: anyone. */
  agentId: number | null;
  /**
   * UPCOMING: not due yet. DUE: served now. MISSED: due for longer than the grace period. BARRED: something other than
   * time keeps it from being served. ORPHANED: its agent is gone, inactive, or not in the dial group, so nobody is
   * served it.
   */
  status: CallbackStatus;
  /** Why a BARRED one is not served, as the queue names it; null for any other status. */
  reason: Reason | null;
  leadState: LeadState;
  phone: string;
  firstName: string | null;
  lastName: string | null;
}

export interface CallbackFilter {
  agentId?: number | undefined;
  /** Only those without an agent. */
  byAnyone?: boolean | undefined;
  campaignId?: number | undefined;
  status?: CallbackStatus | undefined;
  /** Minutes a callback stays DUE before it is MISSED. */
  graceMinutes: number;
  /** `nextCursor` of the previous page. */
  after?: string | undefined;
  limit: number;
}

// Reasons that last until somebody changes something.
const barring: Reason[] = [
  "campaign",
  "list",
  "state",
  "suppressed",
  "stopping",
  "maxPasses",
  "dialLimit",
  "doNotCall",
];
// Reasons that end with the account's day; they bar only callbacks that are due.
const barringToday: Reason[] = ["maxDailyPasses", "phoneAttempts"];

/**
 * The account's open callbacks, earliest first, without those on a call. `nextCursor` is `<milliseconds>_<lead id>`.
 */
export async function listCallbacks(
  tx: Tx,
  scope: Scope,
  filter: CallbackFilter,
  now: Date,
): Promise<{ items: Callback[]; nextCursor: string | null }> {
  const { limit, after, agentId, campaignId, status } = filter;
  const unless = (value: unknown, condition: Sql) => (value === undefined ? sql`` : sql` and ${condition}`);
  const position = after === undefined ? undefined : readCursor(after);
  const dial = await dialScopeOf(tx, scope, campaignId, now);
  if (!dial) return { items: [], nextCursor: null };
  const condition = sql`true
    ${unless(agentId, sql`${callbackAgent} = ${agentId}`)}
    ${filter.byAnyone ? sql`and ${callbackAgent} is null` : sql``}
    ${unless(position, sql`(lead.callback_at, lead.lead_id) > (${position?.at}, ${position?.leadId}::bigint)`)}`;
  const rows = await tx.query<Callback>(sql`
    select "leadId", "campaignId", "callbackAt", "agentId", "leadState", phone, "firstName", "lastName", status,
      case when status = 'BARRED' then reason end as reason
    from ${callbacksWithStatus(dial, filter.graceMinutes, condition)} as callback
    ${status === undefined ? sql`` : sql`where status = ${status}`}
    order by "callbackAt", "leadId"
    limit ${limit + 1}
  `);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? `${last.callbackAt.getTime()}_${last.leadId}` : null };
}

/** Callbacks of an account, as the overview shows them. */
export interface CallbackCounts {
  /** Served now, including missed ones. */
  due: number;
  laterToday: number;
  /** Due callbacks that belong to an agent. */
  byAgents: number;
}

/** Counts the account's open callbacks that are due or become due before the day ends. */
export async function countCallbacks(tx: Tx, scope: Scope, dayEnds: Date, now: Date): Promise<CallbackCounts> {
  const dial = await dialScopeOf(tx, scope, undefined, now);
  if (!dial) return { due: 0, laterToday: 0, byAgents: 0 };
  return await tx.one<CallbackCounts>(sql`
    select count(*) filter (where status = 'DUE') as due, count(*) filter (where status = 'UPCOMING') as "laterToday",
      count(*) filter (where status = 'DUE' and "agentId" is not null) as "byAgents"
    from ${callbacksWithStatus(dial, Number.POSITIVE_INFINITY, sql`lead.callback_at < ${dayEnds}`)} as callback
  `);
}

/** The dialing rules of the campaigns that have callbacks, to judge nothing else; undefined if none has any. */
async function dialScopeOf(
  tx: Tx,
  scope: Scope,
  campaignId: number | undefined,
  now: Date,
): Promise<DialScope | undefined> {
  const campaigns = await tx.query<{ campaignId: number }>(sql`
    select distinct campaign_id as "campaignId" from lead
    where account_id = ${scope.accountId} and callback_at is not null
      ${campaignId === undefined ? sql`` : sql`and campaign_id = ${campaignId}`}
  `);
  if (campaigns.length === 0) return undefined;
  return await readDialScope(tx, scope, { campaignIds: campaigns.map((one) => one.campaignId) }, now);
}

const callbackAgent = agentOf(sql`lead`);

/**
 * Open callbacks with their status, narrowed by `chosen`, a condition on `lead`. Includes those of paused leads, which
 * READY_LEADS brings back; their state bars them meanwhile.
 */
function callbacksWithStatus(dial: DialScope, graceMinutes: number, condition: Sql): Sql {
  const { scope, now } = dial;
  const missed = Number.isFinite(graceMinutes) ? new Date(now.getTime() - graceMinutes * 60_000) : "-infinity";
  return sql`(
    select *, case
        when orphaned then 'ORPHANED'
        when reason = any (${barring}::text[]) then 'BARRED'
        when "callbackAt" > ${now} then 'UPCOMING'
        when reason = any (${barringToday}::text[]) then 'BARRED'
        when "callbackAt" > ${missed}::timestamptz then 'DUE'
        else 'MISSED'
      end as status
    from (
      select lead.lead_id as "leadId", lead.campaign_id as "campaignId", lead.callback_at as "callbackAt", ${callbackAgent} as "agentId",
        lead.lead_state as "leadState", contact.phone, contact.first_name as "firstName", contact.last_name as "lastName",
        ${isOrphaned(scope.accountId, sql`lead`)} as orphaned, ${notDialableReason(dial, callbackAgent)} as reason
      from ${dialedLeads(dial, dialedPhone(dial))} and lead.callback_at is not null
        and lead.lead_state = any (${[...callbackStates, "PAUSED"]}::lead_state[]) and lead.claim_id is null and ${condition}
    ) as callback)`;
}

function readCursor(cursor: string): { at: Date; leadId: number } {
  const [, at, leadId] = /^(\d{1,15})_(\d{1,15})$/.exec(cursor) ?? [];
  if (at === undefined)
    throw refuse("INVALID_FIELD", {
      field: "cursor",
      got: JSON.stringify(cursor),
      takes: "the nextCursor of the previous page",
    });
  return { at: new Date(Number(at)), leadId: Number(leadId) };
}
