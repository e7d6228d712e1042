import type { Tx } from "../db/database.ts";
import { type Sql, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { callbackStates, type LeadState } from "../leads/state.ts";

export const callbackStatuses = ["UPCOMING", "DUE", "MISSED", "BARRED"] as const;
type CallbackStatus = (typeof callbackStatuses)[number];

/** An appointment to call a lead. */
export interface Callback {
  leadId: number;
  campaignId: number;
  callbackAt: Date;
  /** Null: anyone keeps it. */
  agentId: number | null;
  /** MISSED: due for longer than the grace; BARRED: every number, or the external id, is on a do-not-call list now, so it is not served. */
  status: CallbackStatus;
  leadState: LeadState;
  phone: string;
  firstName: string | null;
  lastName: string | null;
}

export interface CallbackFilter {
  agentId?: number | undefined;
  /** Only those that anyone keeps. */
  byAnyone?: boolean | undefined;
  campaignId?: number | undefined;
  status?: CallbackStatus | undefined;
  /** How long a due one is not missed yet. */
  graceMinutes: number;
  /** nextCursor of the page before. */
  after?: string | undefined;
  limit: number;
}

/** The account's open callbacks, the earliest first; those on a call are left out. */
export async function listCallbacks(
  tx: Tx,
  accountId: number,
  filter: CallbackFilter,
  now: Date,
): Promise<{ items: Callback[]; nextCursor: string | null }> {
  const { graceMinutes, limit, after } = filter;
  const unless = (value: unknown, condition: Sql) => (value === undefined ? sql`` : sql` and ${condition}`);
  const position = after === undefined ? undefined : readCursor(after);
  const inForce = sql`coalesce(dnc_entry.expires_at > ${now}, true)`;
  const rows = await tx.query<Callback>(sql`
    select * from (
      select lead.lead_id as "leadId", lead.campaign_id as "campaignId", lead.callback_at as "callbackAt", lead.callback_agent_id as "agentId",
        lead.lead_state as "leadState", contact.phone, contact.first_name as "firstName", contact.last_name as "lastName",
        case
          when exists (
            select from dnc_entry
            where dnc_entry.account_id = lead.account_id and dnc_entry.extern_id = contact.extern_id and ${inForce})
          or not exists (
            select from (
              select contact.phone
              union all
              select lead_phone.phone from lead_phone where lead_phone.account_id = lead.account_id and lead_phone.lead_id = lead.lead_id
            ) as number
            where not exists (
              select from dnc_entry
              where dnc_entry.account_id = lead.account_id and dnc_entry.phone = number.phone and ${inForce})) then 'BARRED'
          when lead.callback_at > ${now} then 'UPCOMING'
          when lead.callback_at > ${new Date(now.getTime() - graceMinutes * 60_000)} then 'DUE'
          else 'MISSED'
        end as status
      from lead
      join contact on contact.account_id = lead.account_id and contact.lead_id = lead.lead_id
      where lead.account_id = ${accountId} and lead.callback_at is not null and lead.lead_state = any (${callbackStates}::lead_state[])
        and lead.claim_id is null
        ${unless(filter.agentId, sql`lead.callback_agent_id = ${filter.agentId}`)}
        ${filter.byAnyone ? sql`and lead.callback_agent_id is null` : sql``}
        ${unless(filter.campaignId, sql`lead.campaign_id = ${filter.campaignId}`)}
        ${unless(position, sql`(lead.callback_at, lead.lead_id) > (${position?.at}, ${position?.leadId}::bigint)`)}
    ) as callback
    ${filter.status === undefined ? sql`` : sql`where status = ${filter.status}`}
    order by "callbackAt", "leadId"
    limit ${limit + 1}
  `);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? `${last.callbackAt.getTime()}_${last.leadId}` : null };
}

function readCursor(cursor: string): { at: Date; leadId: number } {
  const [, at, leadId] = /^(\d{1,15})_(\d{1,15})$/.exec(cursor) ?? [];
  if (at === undefined)
    throw refuse("INVALID_FIELD", {
      field: "cursor",
      got: JSON.stringify(cursor),
      takes: "the nextCursor of the page before",
    });
  return { at: new Date(Number(at)), leadId: Number(leadId) };
}
