import type { Tx } from "../db/database.ts";
import { identifier, join, sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";
import { journaled } from "./action.ts";
import { entriesOfLead } from "./engine/journal.ts";

export const historyKinds = ["LOADED", "COPIED_FROM", "EDITED", "ACTION", "CLAIMED", "CLAIM_ENDED", "PASS"] as const;
type HistoryKind = (typeof historyKinds)[number];

/** Something that happened to a lead. */
export interface HistoryEvent {
  at: Date;
  kind: HistoryKind;
  /** The id of the action, edit, claim, or pass; for LOADED the lead's own. */
  id: number;
  /** The name of the user or the part of the program that did it. */
  by: string | null;
  /** Fields that depend on the kind; no personal data once the lead is deleted. */
  details: Record<string, unknown>;
}

export interface HistoryPage {
  /** nextCursor of the previous page. */
  after?: string | undefined;
  limit: number;
  newestFirst: boolean;
}

/**
 * Reads what happened to a lead, in order: load, edits, actions with their changes, claims, passes. The history
 * outlives the lead, without personal data. Refuses a lead that the account never had.
 */
export async function readHistory(
  tx: Tx,
  accountId: number,
  leadId: number,
  { after, limit, newestFirst }: HistoryPage,
): Promise<{ events: HistoryEvent[]; nextCursor: string | null }> {
  const position = after === undefined ? undefined : readCursor(after);
  const events = await tx.query<HistoryEvent>(sql`
    select at, kind, id, by, details
    from (${happened(accountId, leadId)}) as event
    ${position ? sql`where (at, ordinal, id) ${newestFirst ? sql`<` : sql`>`} (${position.at}::timestamptz, ${historyKinds.indexOf(position.kind)}::int, ${position.id}::bigint)` : sql``}
    order by ${newestFirst ? sql`at desc, ordinal desc, id desc` : sql`at, ordinal, id`}
    limit ${limit + 1}
  `);
  if (events.length === 0 && !position) throw refuse("NOT_FOUND", { what: "lead", id: leadId });
  const page = events.slice(0, limit);
  const last = page.at(-1);
  return {
    events: page,
    nextCursor: events.length > limit && last ? `${last.at.getTime()}_${last.kind}_${last.id}` : null,
  };
}

function readCursor(cursor: string): { at: Date; kind: HistoryKind; id: number } {
  const [, at, kind, id] = /^(\d{1,15})_([A-Z_]+)_(\d{1,15})$/.exec(cursor) ?? [];
  const known = historyKinds.find((one) => one === kind);
  if (!known)
    throw refuse("INVALID_FIELD", {
      field: "cursor",
      got: JSON.stringify(cursor),
      takes: "the nextCursor of the previous page",
    });
  return { at: new Date(Number(at)), kind: known, id: Number(id) };
}

/** Every event of a lead, as a query. `ordinal` orders events of the same millisecond. */
const happened = (accountId: number, leadId: number) => {
  const kind = (name: HistoryKind) => sql`${name}::text as kind, ${historyKinds.indexOf(name)}::int as ordinal`;
  return sql`
    select coalesce(lead_load.at, loaded.at) as at, ${kind("LOADED")}, loaded.lead_id as id, lead_load.requested_by as by,
      jsonb_build_object('loadId', loaded.load_id, 'campaignId', lead_load.campaign_id, 'listId', lead_load.list_id,
        'actionId', lead_load.action_id) as details
    from (
      select lead_id, load_id, loaded_at as at from contact
      where account_id = ${accountId} and lead_id = ${leadId}
        and not exists (select from lead where account_id = ${accountId} and lead_id = ${leadId} and original_lead_id is not null)
      union all
      select lead_id, load_id, at from ${entriesOfLead(accountId, leadId)} as entry where deleted and load_id is not null
    ) loaded
    left join lead_load on lead_load.account_id = ${accountId} and lead_load.load_id = loaded.load_id
    union all
    select lead_journal.at, ${kind("COPIED_FROM")}, lead_journal.action_id, lead_action.requested_by,
      jsonb_build_object('leadId', lead_journal.lead_id, 'action', lead_action.action)
    from lead_journal
    join lead_action on lead_action.account_id = ${accountId} and lead_action.action_id = lead_journal.action_id
    where lead_journal.account_id = ${accountId} and lead_journal.copy_lead_id = ${leadId} and lead_action.undo_of is null
    union all
    select at, ${kind("EDITED")}, edit_id, requested_by, jsonb_build_object('before', before, 'after', after)
    from lead_edit
    where account_id = ${accountId} and lead_id = ${leadId}
    union all
    select lead_journal.at, ${kind("ACTION")}, lead_journal.action_id, lead_action.requested_by,
      jsonb_strip_nulls(jsonb_build_object('action', lead_action.action, 'params', lead_action.params, 'undoOf', lead_action.undo_of,
        'undoneBy', lead_action.undone_by, 'conflict', lead_journal.conflict, 'copyLeadId', lead_journal.copy_lead_id,
        'deleted', nullif(lead_journal.deleted, false)))
      || jsonb_build_object('before', ${image("before")}, 'after', ${image("after")})
    from ${entriesOfLead(accountId, leadId)} as lead_journal
    join lead_action on lead_action.account_id = ${accountId} and lead_action.action_id = lead_journal.action_id
    union all
    select claimed_at, ${kind("CLAIMED")}, claim_id, claimed_by,
      jsonb_build_object('agentId', agent_id, 'phone', phone, 'campaignId', campaign_id, 'leaseExpiresAt', lease_expires_at)
    from claim
    where account_id = ${accountId} and lead_id = ${leadId}
    union all
    select ended_at, ${kind("CLAIM_ENDED")}, claim_id, claimed_by, jsonb_build_object('status', coalesce(late_from, status), 'step', case
        when hung_up_at is not null then 'WRAP_UP' when connected_at is not null then 'ACTIVE' when dialing_at is not null then 'DIALING' else 'PENDING'
      end)
    from claim
    where account_id = ${accountId} and lead_id = ${leadId} and coalesce(late_from, status) in ('RELEASED', 'LAPSED')
    union all
    select passed_at, ${kind("PASS")}, pass_id, null,
      jsonb_build_object('passNumber', pass_number, 'systemDisposition', system_disposition, 'agentDisposition', agent_disposition,
        'agentId', agent_id, 'agentNotes', agent_notes, 'phone', phone, 'uii', uii, 'durationSeconds', duration_seconds,
        'actionId', action_id, 'undoneByActionId', undone_by_action_id)
    from pass
    where account_id = ${accountId} and lead_id = ${leadId}`;
};

/** The columns that an action touched, before or after it, as a JSON object with names in camel case. */
export const image = (side: "before" | "after") => sql`(
  select coalesce(jsonb_object_agg(name, value) filter (where touched), '{}')
  from (values ${join(
    journaled.map(
      (column) => sql`(${camelCase(column)}::text, to_jsonb(lead_journal.${identifier(`${column}_${side}`)}),
        lead_journal.${identifier(`${column}_before`)} is not null or lead_journal.${identifier(`${column}_after`)} is not null)`,
    ),
    sql`, `,
  )}) as image (name, value, touched))`;

const camelCase = (column: string) => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
