import { isOrphaned } from "../../agents/orphaned-leads.ts";
import type { Transaction } from "../../db/database.ts";
import { identifier, join, prepared, type Sql, sql } from "../../db/sql.ts";
import { type BatchRun, type Column, journaled, type LeadAction, type Run } from "../action.ts";
import { findAction } from "../catalogue.ts";
import { scopeOf } from "../search/scope.ts";
import { removeEmptyList } from "../target-list.ts";
import { type ActionRecord, readAction, type SkipCount, sumByReason } from "./action-record.ts";
import { commaSeparated, type Outcome, reasons } from "./carry-out.ts";
import {
  entriesOfAction,
  entriesOfBatch,
  isBatchAt,
  type JournalEntries,
  journalBatch,
  journalLeads,
  rowsOfAction,
} from "./journal.ts";
import type { Work } from "./work.ts";

/** What an undo takes back: the undone action, and the lead action that the chain of undos starts from. */
export interface UndoRun {
  undone: ActionRecord;
  action: LeadAction;
  /** The record of that lead action. */
  root: ActionRecord;
  /** Its run. */
  original: Run;
  /** The undone action is itself an undo, so this redoes the lead action. */
  isRedo: boolean;
  /** How the undone action is journaled. A large undo is journaled in batches if all of that is. */
  form: "leads" | "batches" | "both";
}

/** The work of an undo: a journaled lead that is still as the undone action left it gets its old values back. */
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
  const { action, root, original, isRedo, undone, form } = undoing;
  return {
    selection: sql`select entry.lead_id from (${entriesOfAction(accountId, undone.actionId)}) entry where entry.conflict is null`,
    ...(form === "batches" ? { batches: batchesOf(undone) } : {}),
    inOrder: false,
    requeues: true,
    async batch(leadIds) {
      const { reversal } = action;
      const of = { original, undoneId: undone.actionId };
      if (!isRedo) await reversal?.hold?.({ ...run, leadIds }, of, root.settled);
      const { outcome, restored } = await restoreLeads({ ...run, leadIds }, undoing);
      if (restored.length > 0 && reversal) {
        const reversed = { ...run, leadIds: restored };
        if (isRedo) await reversal.redo(reversed, of, root.settled);
        else await reversal.undo(reversed, of, root.settled);
      }
      return outcome;
    },
    finish: async () => {
      if (!isRedo) await removeEmptyList(run, original);
    },
  };
}

/** One batch for each journal batch of the undone action, so that each is read by its key. */
const batchesOf = ({ accountId, actionId }: ActionRecord) => sql`
  select row_number() over (order by first_lead_id) - 1 as batch_number, lead_ids from journal_batch
  where account_id = ${accountId} and action_id = ${actionId} and not is_conflict`;

/**
 * How an action is journaled. Small actions, copies, passes on originals, and actions of earlier versions have a row
 * per lead; an action that ran while the program was upgraded has both forms.
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

/** Reads what the undo's record refers to. */
export async function undoingOf(run: Run, { accountId, undoOf, settled }: ActionRecord): Promise<UndoRun> {
  const undone = await readAction(run.tx, accountId, undoOf as number);
  const root = await readAction(run.tx, accountId, Number(settled.root));
  const { actionId, criteria, createdAt, requestedBy } = root;
  return {
    undone,
    action: findAction(root.action),
    root,
    original: { ...run, actionId, criteria, now: createdAt, requestedBy },
    isRedo: settled.again === true,
    form: await formOf(run.tx, undone),
  };
}

/** The columns that the action touched in any lead of the batch: those with a value before or after. */
async function touchedColumns(run: BatchRun, undoing: UndoRun): Promise<Column[]> {
  const found = await run.tx.one<Record<Column, boolean | null>>(
    isWholeBatch(run, undoing)
      ? prepared(sql`
          select ${commaSeparated(journaled.map((column) => sql`(${anyOf(column)}) as ${identifier(column)}`))}
          from journal_batch batch
          where ${isBatchAt(run.scope.accountId, undoing.undone.actionId, run.leadIds[0] as number)}
        `)
      : sql`
          select ${commaSeparated(journaled.map((column) => sql`bool_or(${touched(column)}) as ${identifier(column)}`))}
          from ${undoneEntries(run, undoing)} entry
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

/**
 * The value a column gets back. PENDING and ACTIVE do not come back without a claim: the lead would be stuck in them.
 */
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

/** Why the undo leaves a journal entry alone, as an expression over `entry` and `lead`; null if it is put back. */
export function conflictOf(
  { undone, action, root, original, isRedo }: UndoRun,
  columns: readonly Column[] = journaled,
): Sql {
  const { accountId } = undone;
  const special = isRedo ? [] : (action.reversal?.conflicts?.(original, root.settled) ?? []);
  return sql`(case
    when lead.lead_id is null then 'deleted since'
    when ${hasChangedSince(columns)} then 'changed since'
    -- The callback was set on a call in progress when the lead was paused.
    when entry.lead_state_after = 'PAUSED' and entry.callback_at_after is null and lead.callback_at is not null then 'changed since'
    when entry.list_id_before is not null and not exists (
      select from lead_list where lead_list.account_id = ${accountId} and lead_list.list_id = entry.list_id_before
        and lead_list.campaign_id = entry.campaign_id_before) then 'its list is gone'
    ${reasons(special)}
  end)`;
}

const hasChangedSince = (columns: readonly Column[]) =>
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
 * Puts back what the undone action's journal has for the leads of the batch, and journals that, conflicts included.
 * `restored` are the ids of the leads put back, for actions that did more than set columns.
 */
async function restoreLeads(run: BatchRun, undoing: UndoRun): Promise<{ outcome: Outcome; restored: number[] }> {
  const { tx, scope, leadIds, now } = run;
  const columns = await touchedColumns(run, undoing);
  const conflict = conflictOf(undoing, columns);
  // For entries in both forms the best plan depends on the number of leads, so that statement is planned each time.
  const often = isWholeBatch(run, undoing) || undoing.form === "leads" ? prepared : (statement: Sql) => statement;
  const values = columns.map((column) => sql`, ${identifier(column)} = ${restoredValue(column, now)}`);
  const { accountId } = scope;
  const orphaned = columns.some((column) => assignmentColumns.includes(column))
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
        from ${undoneEntries(run, undoing, columns)} entry
        -- No condition on the ids of the batch here: without statistics the planner would sort all of them for each
        -- lead (1 s per batch).
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
          ...(isWholeBatch(run, undoing) ? {} : { copyLeadId: sql`copy_lead_id` }),
        })}
      )
      select count(*) as changed, count(*) filter (where orphaned) as orphans,
        ${columns.includes("callback_at") ? sql`count(*) filter (where callback_at_before is not null and callback_at_after is null)` : sql`0`} as "callbacksDeleted",
        coalesce(array_agg(lead_id), '{}') as restored
      from changed
    `),
  );
  const skipped = counts.changed < leadIds.length ? await journalConflicts(run, undoing, conflict, restored) : [];
  const warnings =
    orphans > 0 ? [{ warning: "orphaned: the lead's agent does not work for its campaign", count: orphans }] : [];
  return { outcome: { ...counts, deleted: 0, skipped, warnings }, restored: restored.map(Number) };
}

/** Columns that decide which agent a lead is for; a change may orphan it. */
const assignmentColumns: readonly Column[] = ["campaign_id", "reserved_agent_id", "callback_agent_id"];

/** Whether the leads of this batch are exactly those of one journal batch of the undone action. */
const isWholeBatch = (run: BatchRun, { form }: UndoRun) => run.bulk && form === "batches";

/** The undone action's journal entries for the leads of the batch, as a subquery. */
function undoneEntries(run: BatchRun, undoing: UndoRun, columns: readonly Column[] = journaled): Sql {
  const { accountId, actionId } = undoing.undone;
  if (isWholeBatch(run, undoing))
    return sql`(${entriesOfBatch(accountId, actionId, run.leadIds[0] as number, columns)})`;
  const of = undoing.form === "leads" ? rowsOfAction : entriesOfAction;
  return sql`(${of(accountId, actionId, run.leadIds)})`;
}

/** An undo is journaled like the undone action: entries about copies need rows of their own to be found. */
const record = (run: BatchRun, undoing: UndoRun, what: JournalEntries) =>
  isWholeBatch(run, undoing) ? journalBatch(run, what) : journalLeads(run, what);

const restoredValue = (column: Column, now: Date) =>
  sql`case when ${touched(column)} then ${valueBefore(column, now)} else ${identifier("lead", column)} end`;

/** Journals the leads of the batch that were not put back, with the reasons, and counts them by reason. */
async function journalConflicts(
  run: BatchRun,
  undoing: UndoRun,
  conflict: Sql,
  restored: readonly string[],
): Promise<SkipCount[]> {
  const { tx, scope } = run;
  const left = await tx.query<SkipCount>(sql`
    with left_alone as (
      select entry.lead_id, coalesce(${conflict}, 'changed since') as reason
      from ${undoneEntries(run, undoing)} entry
      left join lead on lead.account_id = ${scope.accountId} and lead.lead_id = entry.lead_id
      -- Passed as an array, which is hashed. Joining the journal of an action this new, the planner would compare every
      -- entry with every other (7 s per batch), since it has no statistics about it.
      where entry.lead_id <> all (${restored}::bigint[])
    ), journaled as (
      ${record(run, undoing, { from: sql`left_alone`, conflict: sql`reason` })}
    )
    select reason, count(*) from left_alone group by 1
  `);
  return sumByReason(left);
}

/** Untouched columns are journaled as null, so that an undo of this undo leaves them alone too. */
const images = (column: Column) => [
  sql`, case when ${touched(column)} then old.${identifier(column)} end as ${identifier(`${column}_before`)}`,
  sql`, case when ${touched(column)} then new.${identifier(column)} end as ${identifier(`${column}_after`)}`,
];
