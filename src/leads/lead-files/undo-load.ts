import type { Transaction, Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import type { ActionRecord } from "../engine/action-record.ts";
import type { Outcome } from "../engine/carry-out.ts";
import { entriesOfLead } from "../engine/entries-of-lead.ts";
import { removeEmptyList } from "../engine/undo-work.ts";
import type { Work } from "../engine/work.ts";
import { withdrawFromExports } from "../export/withdraw.ts";
import { scopeOf } from "../scope.ts";

/** A load as its undo needs it. */
interface Loaded {
  accountId: number;
  actionId: number;
  loadId: number;
  first: number | null;
  last: number | null;
}

export async function loadOfAction(tx: Tx, accountId: number, actionId: number): Promise<Loaded> {
  return await tx.one<Loaded>(sql`
    select account_id as "accountId", action_id as "actionId", load_id as "loadId", first_lead_id as first, last_lead_id as last
    from lead_load where account_id = ${accountId} and action_id = ${actionId}
  `);
}

/** A condition on `contact`: the leads of the load that are still there. */
export const ofLoad = ({ accountId, loadId, first, last }: Loaded) =>
  sql`contact.account_id = ${accountId} and contact.lead_id between ${first} and ${last} and contact.load_id = ${loadId}`;

/** The work of an undo of a load: its leads go, but for those with which something was done since. */
export async function undoLoadWork(tx: Transaction, record: ActionRecord): Promise<Work> {
  const { accountId, actionId } = record;
  const load = await loadOfAction(tx, accountId, Number(record.undoOf));
  return {
    selection: sql`select contact.lead_id from contact where ${ofLoad(load)}`,
    inOrder: false,
    batch: (leadIds) => takeAway(tx, record, load, leadIds),
    finish: async () => {
      const scope = await scopeOf(tx, accountId);
      await removeEmptyList({ tx, scope, actionId }, { actionId: load.actionId });
    },
  };
}

/** What the undo of a load would leave alone, and why: a query for lead_id, campaign_id, lead_state and reason, which is null for what would go. */
export const undoneLoad = (load: Loaded): Sql => sql`
  select contact.lead_id, lead.campaign_id, lead.lead_state, ${conflict(load)} as reason
  from contact
  join lead on lead.account_id = ${load.accountId} and lead.lead_id = contact.lead_id
  where ${ofLoad(load)}`;

/** Why a lead stays, over `lead` and `contact`; null when it goes. A large action with a smaller id may have been accepted at the same moment. */
const conflict = ({ actionId }: Loaded): Sql => sql`(case
  when lead.claim_id is not null then 'being called'
  when lead.state_at <> contact.loaded_at
    or exists (select from pass where pass.account_id = lead.account_id and pass.lead_id = lead.lead_id)
    or exists (select from claim where claim.account_id = lead.account_id and claim.lead_id = lead.lead_id)
    or exists (select from lead_edit where lead_edit.account_id = lead.account_id and lead_edit.lead_id = lead.lead_id)
    or exists (select from ${entriesOfLead(sql`lead.account_id`, sql`lead.lead_id`, actionId - 1000)} as entry)
  then 'changed since'
end)`;

async function takeAway(
  tx: Transaction,
  { accountId, actionId, createdAt: now, plannedAt }: ActionRecord,
  load: Loaded,
  leadIds: readonly number[],
): Promise<Outcome> {
  const bulk = plannedAt !== null;
  // Who is at one of them is waited for, and what came of it seen.
  await tx.query(sql`
    select from lead where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[]) order by lead_id for update
  `);
  const rows = await tx.query<{ reason: string | null; count: number }>(sql`
    with found as materialized (
      select * from (${undoneLoad(load)} and contact.lead_id = any (${leadIds}::bigint[])) as found
    ), leads as (
      delete from lead using found
      where lead.account_id = ${accountId} and lead.lead_id = found.lead_id and found.reason is null
      returning lead.lead_id, lead.campaign_id, lead.list_id, lead.lead_state, lead.suppressed, lead.pass_count
    ), contacts as (
      delete from contact using found
      where contact.account_id = ${accountId} and contact.lead_id = found.lead_id and found.reason is null
    ), phones as (
      delete from lead_phone using found
      where lead_phone.account_id = ${accountId} and lead_phone.lead_id = found.lead_id and found.reason is null
    ), journaled as (
      insert into lead_journal (account_id, action_id, lead_id, at, bulk, campaign_id_before, list_id_before, lead_state_before,
        suppressed_before, pass_count_before, deleted, load_id)
      select ${accountId}, ${actionId}, lead_id, ${now}, ${bulk}, campaign_id, list_id, lead_state, suppressed, pass_count, true, ${load.loadId}::bigint
      from leads
    ), left_alone as (
      insert into lead_journal (account_id, action_id, lead_id, at, bulk, conflict)
      select ${accountId}, ${actionId}, lead_id, ${now}, ${bulk}, reason from found where reason is not null
    )
    select reason, count(*) as count from found group by reason
  `);
  await withdrawFromExports(
    tx,
    accountId,
    sql`select lead_id from lead_journal
      where account_id = ${accountId} and action_id = ${actionId} and lead_id = any (${leadIds}::bigint[]) and deleted`,
  );
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  const skipped = rows.flatMap(({ reason, count }) => (reason === null ? [] : [{ reason, count }]));
  if (counted < leadIds.length) skipped.push({ reason: "deleted since", count: leadIds.length - counted });
  return {
    changed: 0,
    deleted: rows.find(({ reason }) => reason === null)?.count ?? 0,
    callbacksDeleted: 0,
    skipped,
  };
}
