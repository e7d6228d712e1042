import { isOrphaned } from "../../agents/orphaned-leads.ts";
import type { Transaction } from "../../db/database.ts";
import { identifier, join, prepared, type Sql, sql } from "../../db/sql.ts";
import { type BatchRun, type Column, journaled, type LeadAction, type Run } from "../action.ts";
import { findAction } from "../catalogue.ts";
import { scopeOf } from "../search/scope.ts";
import { type ActionRecord, addedUp, readAction, type SkipCount } from "./action-record.ts";
import { list, type Outcome, reasons } from "./carry-out.ts";
import {
  entriesOfAction,
  entriesOfBatch,
  type JournalEntries,
  journalBatch,
  journalLeads,
  rowsOfAction,
  theBatch,
} from "./journal.ts";
import type { Work } from "./work.ts";

/** What an undo takes back: the undone action, and the lead action at the root of the chain. */
export interface UndoRun {
  undone: ActionRecord;
  action: LeadAction;
  root: ActionRecord;
  original: Run;
  /** An undo is undone: what the lead action did is done again. */
  again: boolean;
  /** What the undone action's journal has rows for. A large undo is journaled in batches where all of that is. */
  form: "leads" | "batches" | "both";
}

/** The work of an undo's record: each lead of the undone action's journal that still is as that action left it gets back what it had before. */
export async function undoWork(tx: Transaction, record: ActionRecord): Promise<Work> {
  const { accountId, actionId, createdAt: now, requestedBy } = record;
  const scope = await scopeOf(tx, accountId);
  const run: Run = {
    tx,
    scope,
    actionId,
    requestedBy,
    now,
    criteria: {},
    bulk: record.plannedAt !== null,
    condition: sql`true`,
  };
  const undoing = await undoingOf(run, record);
  const { action, root, original, again, undone, form } = undoing;
  return {
    selection: sql`select entry.lead_id from (${entriesOfAction(accountId, undone.actionId)}) entry where entry.conflict is null`,
    ...(form === "batches" ? { batches: batchesOf(undone) } : {}),
    inOrder: false,
    requeues: true,
    async batch(leadIds) {
      const { reversal } = action;
      const of = { original, undoneId: undone.actionId };
      if (!again) await reversal?.hold?.({ ...run, leadIds }, of, root.settled);
      const { outcome, restored } = await restore({ ...run, leadIds }, undoing);
      if (restored.length > 0 && reversal) {
        const reversed = { ...run, leadIds: restored };
        if (again) await reversal.redo(reversed, of, root.settled);
        else await reversal.undo(reversed, of, root.settled);
      }
      return outcome;
    },
    finish: async () => {
      if (!again) await removeEmptyList(run, original);
    },
  };
}

/** A batch for each batch of the undone action, so that each is found by its key. */
const batchesOf = ({ accountId, actionId }: ActionRecord) => sql`
  select row_number() over (order by first_lead_id) - 1 as batch_number, lead_ids from journal_batch
  where account_id = ${accountId} and action_id = ${actionId} and not is_conflict`;

/**
 * How an action is journaled. Small ones have a row per lead, and so have copies, passes on originals, and what earlier versions did; one that was
 * running while the program was upgraded has both.
 */
async function formOf(tx: Transaction, { accountId, actionId }: ActionRecord): Promise<UndoRun["form"]> {
  const { leads, batches } = await tx.one<{ leads: boolean; batches: boolean }>(
    prepared(sql`
      select exists (select from lead_journal where account_id = ${accountId} and action_id = ${actionId}) as leads,
        exists (select from journal_batch where account_id = ${accountId} and action_id = ${actionId}) as batches
    `),
  );
  return !batches ? "leads" : leads ? "both" : "batches";
}

export async function undoingOf(run: Run, { accountId, undoOf, settled }: ActionRecord): Promise<UndoRun> {
  const undone = await readAction(run.tx, accountId, undoOf as number);
  const root = await readAction(run.tx, accountId, Number(settled.root));
  const { actionId, criteria, createdAt, requestedBy } = root;
  return {
    undone,
    action: findAction(root.action),
    root,
    original: { ...run, actionId, criteria, now: createdAt, requestedBy },
    again: settled.again === true,
    form: await formOf(run.tx, undone),
  };
}

/** Columns that the action touched in some of these leads: those with a value before or after. */
async function touchedColumns(run: BatchRun, undoing: UndoRun): Promise<Column[]> {
  const found = await run.tx.one<Record<Column, boolean | null>>(
    batchAtHand(run, undoing)
      ? prepared(sql`
          select ${list(journaled.map((column) => sql`(${anyOf(column)}) as ${identifier(column)}`))}
          from journal_batch batch
          where ${theBatch(run.scope.accountId, undoing.undone.actionId, run.leadIds[0] as number)}
        `)
      : sql`
          select ${list(journaled.map((column) => sql`bool_or(${touched(column)}) as ${identifier(column)}`))}
          from ${entriesAtHand(run, undoing)} entry
        `,
  );
  return journaled.filter((column) => found[column]);
}

const anyOf = (column: Column) =>
  join(
    ["before", "after", "after_each"].map((side) => sql`${identifier(`${column}_${side}`)} is not null`),
    sql` or `,
  );

const before = (column: Column) => identifier("entry", `${column}_before`);
const after = (column: Column) => identifier("entry", `${column}_after`);
const touched = (column: Column) => sql`(${before(column)} is not null or ${after(column)} is not null)`;

/** What a column gets back. A hold that has ended meanwhile does not come back: the lead would be stuck in its state. */
const valueBefore = (column: Column, now: Date) =>
  column === "lead_state"
    ? sql`case
        when entry.lead_state_before not in ('PENDING', 'ACTIVE') or lead.claim_id is not null then entry.lead_state_before
        when entry.callback_at_before is null then 'READY'
        when entry.callback_agent_id_before is null then 'CALLBACK'
        when entry.callback_at_before > ${now} then 'PENDING-CALLBACK'
        else 'AGENT-CALLBACK'
      end`
    : before(column);

/** Why an entry of the undone action's journal is left alone, over `entry` and `lead`; null when it is put back. */
export function conflictOf(
  { undone, action, root, original, again }: UndoRun,
  columns: readonly Column[] = journaled,
): Sql {
  const { accountId } = undone;
  const special = again ? [] : (action.reversal?.conflicts?.(original, root.settled) ?? []);
  return sql`(case
    when lead.lead_id is null then 'deleted since'
    when ${movedOn(columns)} then 'changed since'
    -- Appointed on a call that was under way when the lead was paused.
    when entry.lead_state_after = 'PAUSED' and entry.callback_at_after is null and lead.callback_at is not null then 'changed since'
    when entry.list_id_before is not null and not exists (
      select from lead_list where lead_list.account_id = ${accountId} and lead_list.list_id = entry.list_id_before
        and lead_list.campaign_id = entry.campaign_id_before) then 'its list is gone'
    ${reasons(special)}
  end)`;
}

const movedOn = (columns: readonly Column[]) =>
  join(
    [
      sql`false`,
      ...columns.map(
        (column) => sql`${touched(column)} and ${identifier("lead", column)} is distinct from ${after(column)}`,
      ),
    ],
    sql` or `,
  );

/**
 * Puts back what the journal of the undone action has for these leads, and keeps a journal of its own, conflicts included. `restored` are the
 * ids, for actions that have more to take back.
 */
async function restore(run: BatchRun, undoing: UndoRun): Promise<{ outcome: Outcome; restored: number[] }> {
  const { tx, scope, leadIds, now } = run;
  const columns = await touchedColumns(run, undoing);
  const conflict = conflictOf(undoing, columns);
  // The plan for leads of which some are in rows and some in arrays depends on how many there are.
  const often = batchAtHand(run, undoing) || undoing.form === "leads" ? prepared : (statement: Sql) => statement;
  const values = columns.map((column) => sql`, ${identifier(column)} = ${restoredTo(column, now)}`);
  const { accountId } = scope;
  const orphaned = columns.some((column) => whoseLead.includes(column))
    ? sql`${isOrphaned(accountId, sql`new`)} and not ${isOrphaned(accountId, sql`old`)}`
    : sql`false`;
  const { restored, orphans, ...counts } = await tx.one<{
    changed: number;
    callbacksDeleted: number;
    orphans: number;
    restored: string[];
  }>(
    often(sql`
      with changed as (
        update lead
        set state_at = case when entry.lead_state_before is distinct from entry.lead_state_after then ${now} else lead.state_at end
          ${join(values, sql``)}
        from ${entriesAtHand(run, undoing, columns)} entry
        -- Not by the ids of the batch too: on tables without statistics the planner sorts all of them for each lead (1 s a batch).
        where lead.account_id = ${accountId} and lead.lead_id = entry.lead_id and ${conflict} is null
        returning lead.lead_id, entry.copy_lead_id, ${orphaned} as orphaned ${join(columns.flatMap(images), sql``)}
      ), journaled as (
        ${record(run, undoing, {
          from: sql`changed`,
          images: columns.map((column) => ({
            column,
            before: identifier(`${column}_before`),
            after: identifier(`${column}_after`),
          })),
          ...(batchAtHand(run, undoing) ? {} : { copyLeadId: sql`copy_lead_id` }),
        })}
      )
      select count(*) as changed, count(*) filter (where orphaned) as orphans,
        ${columns.includes("callback_at") ? sql`count(*) filter (where callback_at_before is not null and callback_at_after is null)` : sql`0`} as "callbacksDeleted",
        coalesce(array_agg(lead_id), '{}') as restored
      from changed
    `),
  );
  const skipped = counts.changed < leadIds.length ? await leaveAlone(run, undoing, conflict, restored) : [];
  const warnings =
    orphans > 0 ? [{ warning: "orphaned: the lead's agent does not work for its campaign", count: orphans }] : [];
  return { outcome: { ...counts, deleted: 0, skipped, warnings }, restored: restored.map(Number) };
}

/** Columns that decide for whom a lead is. */
const whoseLead: readonly Column[] = ["campaign_id", "reserved_agent_id", "callback_agent_id"];

/** True where the leads at hand are those of one batch of the undone action's journal. */
const batchAtHand = (run: BatchRun, { form }: UndoRun) => run.bulk && form === "batches";

/** The undone action's journal for the leads of the batch, as a subquery. */
function entriesAtHand(run: BatchRun, undoing: UndoRun, columns: readonly Column[] = journaled): Sql {
  const { accountId, actionId } = undoing.undone;
  if (batchAtHand(run, undoing))
    return sql`(${entriesOfBatch(accountId, actionId, run.leadIds[0] as number, columns)})`;
  const of = undoing.form === "leads" ? rowsOfAction : entriesOfAction;
  return sql`(${of(accountId, actionId, run.leadIds)})`;
}

/** Copies are found through rows of their own, so an undo keeps such rows where the undone action did. */
const record = (run: BatchRun, undoing: UndoRun, what: JournalEntries) =>
  batchAtHand(run, undoing) ? journalBatch(run, what) : journalLeads(run, what);

const restoredTo = (column: Column, now: Date) =>
  sql`case when ${touched(column)} then ${valueBefore(column, now)} else ${identifier("lead", column)} end`;

/** Journals the leads of the batch that were not put back, with the reason, and counts them by it. */
async function leaveAlone(
  run: BatchRun,
  undoing: UndoRun,
  conflict: Sql,
  restored: readonly string[],
): Promise<SkipCount[]> {
  const { tx, scope } = run;
  const left = await tx.query<SkipCount>(sql`
    with left_alone as (
      select entry.lead_id, coalesce(${conflict}, 'changed since') as reason
      from ${entriesAtHand(run, undoing)} entry
      left join lead on lead.account_id = ${scope.accountId} and lead.lead_id = entry.lead_id
      -- As values, which are hashed: by the journal of an action this young the planner would compare all with all (7 s a batch).
      where entry.lead_id <> all (${restored}::bigint[])
    ), journaled as (
      ${record(run, undoing, { from: sql`left_alone`, conflict: sql`reason` })}
    )
    select reason, count(*) from left_alone group by 1
  `);
  return addedUp(left);
}

/** Only what was touched is journaled, so that an undo of this undo tells it apart again. */
const images = (column: Column) => [
  sql`, case when ${touched(column)} then old.${identifier(column)} end as ${identifier(`${column}_before`)}`,
  sql`, case when ${touched(column)} then new.${identifier(column)} end as ${identifier(`${column}_after`)}`,
];

/** A list that the action made as its target goes when its undo has emptied it; it is kept in the undo's record, to come back with an undo of that. */
export async function removeEmptyList(
  { tx, scope, actionId }: Pick<Run, "tx" | "scope" | "actionId">,
  original: Pick<Run, "actionId">,
): Promise<void> {
  await tx.execute(sql`
    with removed as (
      delete from lead_list
      where account_id = ${scope.accountId} and created_by_action_id = ${original.actionId}
        and not exists (
          select from lead
          where lead.account_id = ${scope.accountId} and lead.campaign_id = lead_list.campaign_id and lead.list_id = lead_list.list_id)
      returning to_jsonb(lead_list) as list
    )
    update lead_action set settled = settled || jsonb_build_object('removedList', removed.list)
    from removed
    where account_id = ${scope.accountId} and action_id = ${actionId}
  `);
}
