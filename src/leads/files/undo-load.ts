import type { Transaction, Tx } from "../../db/database.ts";
import { identifier, type Sql, sql } from "../../db/sql.ts";
import type { BatchRun } from "../action.ts";
import type { ActionRecord } from "../engine/action-record.ts";
import type { Outcome } from "../engine/carry-out.ts";
import { journal, leadsJournaledSince } from "../engine/journal.ts";
import type { Work } from "../engine/work.ts";
import { withdrawFromExports } from "../export/withdraw.ts";
import { scopeOf } from "../search/scope.ts";
import { removeEmptyList } from "../target-list.ts";

/** What an undo needs to know about a load. `first` and `last` bound the ids of its leads. */
interface LoadedLeads {
  accountId: number;
  actionId: number;
  loadId: number;
  first: number | null;
  last: number | null;
}

export async function loadOfAction(tx: Tx, accountId: number, actionId: number): Promise<LoadedLeads> {
  return await tx.one<LoadedLeads>(sql`
    select account_id as "accountId", action_id as "actionId", load_id as "loadId", first_lead_id as first, last_lead_id as last
    from lead_load where account_id = ${accountId} and action_id = ${actionId}
  `);
}

/** A condition on `contact` for the leads of the load that still exist. */
export const ofLoad = ({ accountId, loadId, first, last }: LoadedLeads) =>
  sql`contact.account_id = ${accountId} and contact.lead_id between ${first} and ${last} and contact.load_id = ${loadId}`;

/** The work of undoing a load: removes its leads, except those that were changed, claimed, or dialed since. */
export async function undoLoadWork(tx: Transaction, record: ActionRecord): Promise<Work> {
  const { accountId, actionId } = record;
  const scope = await scopeOf(tx, accountId);
  const run = { tx, scope, actionId, now: record.createdAt, bulk: record.plannedAt !== null };
  const load = await loadOfAction(tx, accountId, Number(record.undoOf));
  return {
    selection: sql`select contact.lead_id from contact where ${ofLoad(load)}`,
    inOrder: false,
    requeues: false,
    batch: (leadIds) => removeLoadedLeads(run, load, leadIds),
    finish: () => removeEmptyList(run, { actionId: load.actionId }),
  };
}

/**
 * The leads of a load as a query for lead_id, campaign_id, lead_state, and reason, which is null for leads to remove.
 */
export function undoneLoad(load: LoadedLeads, leadIds?: readonly number[]): Sql {
  const { accountId, actionId } = load;
  const first = leadIds?.[0] ?? load.first ?? 0;
  const last = leadIds?.at(-1) ?? load.last ?? 0;
  return sql`
    select contact.lead_id, lead.campaign_id, lead.lead_state, ${conflict} as reason
    from contact
    join lead on lead.account_id = ${accountId} and lead.lead_id = contact.lead_id
    -- Joined once for all leads: looking up each lead in the batches of later actions takes 0.1 ms per lead and batch.
    left join ${leadsJournaledSince(accountId, actionId - concurrencyMargin, first, last)} as journaled on journaled.lead_id = lead.lead_id
    where ${ofLoad(load)} ${leadIds ? sql`and contact.lead_id = any (${leadIds}::bigint[])` : sql``}`;
}

/** A large action accepted at the same moment as the load may have a slightly smaller id. */
const concurrencyMargin = 1000;

/** Why a lead stays, as an expression over `lead`, `contact`, and `journaled`; null if it is removed. */
const conflict = sql`(case
  when lead.claim_id is not null then 'being called'
  when lead.state_at <> contact.loaded_at
    or exists (select from pass where pass.account_id = lead.account_id and pass.lead_id = lead.lead_id)
    or exists (select from claim where claim.account_id = lead.account_id and claim.lead_id = lead.lead_id)
    or exists (select from lead_edit where lead_edit.account_id = lead.account_id and lead_edit.lead_id = lead.lead_id)
    or journaled.lead_id is not null
  then 'changed since'
end)`;

const journaledColumns = ["campaign_id", "list_id", "lead_state", "suppressed", "pass_count"] as const;

async function removeLoadedLeads(
  run: Pick<BatchRun, "tx" | "scope" | "actionId" | "now" | "bulk">,
  load: LoadedLeads,
  leadIds: readonly number[],
): Promise<Outcome> {
  const {
    tx,
    scope: { accountId },
  } = run;
  // Waits for changes in progress, so that the next statement sees them.
  await tx.query(sql`
    select from lead where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[]) order by lead_id for update
  `);
  const rows = await tx.query<{ reason: string | null; count: number; leadIds: string[] }>(sql`
    with found as materialized (
      ${undoneLoad(load, leadIds)}
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
      ${journal(run, {
        from: sql`leads`,
        images: journaledColumns.map((column) => ({ column, before: identifier(column) })),
        deleted: true,
        loadId: sql`${load.loadId}::bigint`,
      })}
    ), left_alone as (
      ${journal(run, { from: sql`(select lead_id, reason from found where reason is not null) as found`, conflict: sql`reason` })}
    )
    select reason, count(*) as count, array_agg(lead_id) as "leadIds" from found group by reason
  `);
  const gone = rows.find(({ reason }) => reason === null);
  await withdrawFromExports(tx, accountId, sql`select unnest(${gone?.leadIds ?? []}::bigint[])`);
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  const skipped = rows.flatMap(({ reason, count }) => (reason === null ? [] : [{ reason, count }]));
  if (counted < leadIds.length) skipped.push({ reason: "deleted since", count: leadIds.length - counted });
  return {
    changed: 0,
    deleted: gone?.count ?? 0,
    callbacksDeleted: 0,
    skipped,
  };
}
