import { type Sql, sql } from "../db/sql.ts";
import type { BatchRun, Counts, ReversalRun, Run, Skip } from "./action.ts";
import { entriesOfLead } from "./engine/journal.ts";
import type { Target } from "./target-list.ts";

/**
 * Copies each eligible lead to the target as a fresh READY lead without passes, with the same contact data and a
 * reference to its original. In a transition, the original becomes TRANSITIONED and is no longer dialed. A copy keeps
 * the suppression, since that is about the person.
 */
export async function copyLeads(
  run: Run,
  eligible: Sql,
  target: Pick<Target, "campaignId" | "listId">,
  transition: boolean,
): Promise<Counts> {
  const { tx, scope, actionId, now } = run;
  const { changed, callbacksDeleted } = await tx.one<{ changed: number; callbacksDeleted: number }>(sql`
    with ${inserted(run, eligible, target)}, stopped as (
      update lead
      set lead_state = 'TRANSITIONED', state_at = ${now}, callback_at = null, callback_agent_id = null
      from copied
      where ${transition} and lead.account_id = ${scope.accountId} and lead.lead_id = copied.original_lead_id
      returning lead.lead_id, copied.lead_id as copy_lead_id, old as before
    ), journaled as (
      insert into lead_journal (account_id, action_id, lead_id, at, copy_lead_id, lead_state_before, lead_state_after,
        callback_at_before, callback_agent_id_before)
      select ${scope.accountId}::bigint, ${actionId}::bigint, lead_id, ${now}::timestamptz, copy_lead_id, (before).lead_state, 'TRANSITIONED'::lead_state, (before).callback_at,
        (before).callback_agent_id
      from stopped
      union all
      select ${scope.accountId}, ${actionId}, original_lead_id, ${now}, lead_id, null, null, null, null from copied where not ${transition}
    )
    select (select count(*) from copied) as changed, (select count((before).callback_at) from stopped) as "callbacksDeleted"
  `);
  return { changed, callbacksDeleted };
}

/** The parts of a `with` clause that copy leads. `copied` has the ids of copies and originals. */
const inserted = ({ scope, now }: Run, eligible: Sql, target: Pick<Target, "campaignId" | "listId">) => sql`
    original as (
      select * from lead where ${eligible} order by lead_id for update
    ), copied as (
      insert into lead (account_id, campaign_id, list_id, next_dial_time, state_at, original_lead_id, max_passes, lead_priority, time_zone_id, suppressed,
        suppressed_until, suppression_reason)
      select account_id, ${target.campaignId}, ${target.listId}, ${now}, ${now}, lead_id, max_passes, lead_priority, time_zone_id, suppressed,
        suppressed_until, suppression_reason
      from original
      returning lead_id, original_lead_id
    ), contacts as (
      insert into contact (account_id, lead_id, phone, extern_id, title, first_name, mid_name, last_name, suffix, email, address1, address2,
        city, state, zip, country_id, gate_keeper, caller_id, aux_data1, aux_data2, aux_data3, aux_data4, aux_data5, aux_phone,
        aux_external_url, aux_greeting, live_answer_message, mach_answer_message, extended, loaded_at)
      select account_id, copied.lead_id, phone, extern_id, title, first_name, mid_name, last_name, suffix, email, address1, address2,
        city, state, zip, country_id, gate_keeper, caller_id, aux_data1, aux_data2, aux_data3, aux_data4, aux_data5, aux_phone,
        aux_external_url, aux_greeting, live_answer_message, mach_answer_message, extended, ${now}
      from copied
      join contact on contact.account_id = ${scope.accountId} and contact.lead_id = copied.original_lead_id
    ), phones as (
      insert into lead_phone (account_id, lead_id, position, phone)
      select account_id, copied.lead_id, position, phone
      from copied
      join lead_phone on lead_phone.account_id = ${scope.accountId} and lead_phone.lead_id = copied.original_lead_id)`;

/**
 * Skips leads whose copy has changed since it was made: undoing would leave both to be dialed. A large action that
 * reached the copy has a greater id than the action that made it. The margin of 1,000 is for actions accepted at the
 * same moment.
 */
export const copyMovedOn: Skip = {
  reason: "its copy has moved on",
  when: sql`entry.copy_lead_id is not null and not exists (
    select from lead copy
    where copy.account_id = entry.account_id and copy.lead_id = entry.copy_lead_id
      and copy.lead_state = 'READY' and copy.pass_count = 0 and copy.dial_count = 0 and copy.callback_at is null and copy.reserved_agent_id is null
      and not exists (select from ${entriesOfLead(sql`copy.account_id`, sql`copy.lead_id`, sql`entry.action_id - 1000`)} as other)
      and not exists (select from lead_edit where lead_edit.account_id = copy.account_id and lead_edit.lead_id = copy.lead_id)
      and not exists (select from pass where pass.account_id = copy.account_id and pass.lead_id = copy.lead_id))`,
};

/** Locks the copies made of these leads. Waits for changes in progress, so that `conflicts` sees them. */
export async function holdCopies({ tx, scope, leadIds }: BatchRun, { undoneId }: ReversalRun): Promise<void> {
  const copies = await tx.query<{ copyLeadId: number }>(sql`
    select copy_lead_id as "copyLeadId" from lead_journal
    where account_id = ${scope.accountId} and action_id = ${undoneId} and lead_id = any (${leadIds}::bigint[]) and copy_lead_id is not null
  `);
  if (copies.length === 0) return;
  await tx.query(sql`
    select from lead
    where account_id = ${scope.accountId} and lead_id = any (${copies.map((copy) => copy.copyLeadId)}::bigint[])
    order by lead_id
    for update
  `);
}

/** Removes the copies that the undone action made of these leads. */
export async function removeCopies({ tx, scope, leadIds }: BatchRun, { undoneId }: ReversalRun): Promise<void> {
  await tx.execute(sql`
    with copy as (
      select copy_lead_id as lead_id from lead_journal
      where account_id = ${scope.accountId} and action_id = ${undoneId} and lead_id = any (${leadIds}::bigint[]) and copy_lead_id is not null
    ), leads as (
      delete from lead using copy where lead.account_id = ${scope.accountId} and lead.lead_id = copy.lead_id
    ), phones as (
      delete from lead_phone using copy where lead_phone.account_id = ${scope.accountId} and lead_phone.lead_id = copy.lead_id
    )
    delete from contact using copy where contact.account_id = ${scope.accountId} and contact.lead_id = copy.lead_id
  `);
}

/** Copies these leads again, since the undo that removed their copies is being undone. */
export async function copyAgain(
  run: BatchRun,
  _of: ReversalRun,
  { campaignId, listId }: Pick<Target, "campaignId" | "listId">,
): Promise<void> {
  const { tx, scope, actionId, leadIds } = run;
  const eligible = sql`lead.account_id = ${scope.accountId} and lead.lead_id in (
    select lead_id from lead_journal
    where account_id = ${scope.accountId} and action_id = ${actionId} and lead_id = any (${leadIds}::bigint[]) and copy_lead_id is not null)`;
  const copied = await tx.query<{ leadId: number; originalLeadId: number }>(
    sql`with ${inserted(run, eligible, { campaignId, listId })} select lead_id as "leadId", original_lead_id as "originalLeadId" from copied`,
  );
  // Passed back as arrays, so that the planner knows their size and does not compare every copy with every entry.
  await tx.execute(sql`
    update lead_journal set copy_lead_id = copied.lead_id
    from unnest(${copied.map((copy) => copy.leadId)}::bigint[], ${copied.map((copy) => copy.originalLeadId)}::bigint[])
      as copied (lead_id, original_lead_id)
    where lead_journal.account_id = ${scope.accountId} and lead_journal.action_id = ${actionId} and lead_journal.lead_id = copied.original_lead_id
  `);
}
