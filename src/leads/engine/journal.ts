import type { Tx } from "../../db/database.ts";
import { identifier, join, type Sql, sql } from "../../db/sql.ts";
import { type BatchRun, type Column, journaled } from "../action.ts";

/** A column before and after, as expressions over the rows that are journaled. Without `after` it is null there. */
interface Image {
  column: Column;
  before?: Sql;
  after?: Sql;
  /** All leads of a batch got the same value. */
  sameAfter?: boolean;
}

export interface JournalEntries {
  /** What has a row for each lead, with its lead_id: a part of the statement. */
  from: Sql;
  images?: readonly Image[];
  deleted?: true;
  /** The load that a deleted lead came with. */
  loadId?: Sql;
  /** Why an undo left a lead alone. */
  conflict?: Sql;
  /** The copy that was made of a lead. Copies are journaled one row per lead, since they are looked for. */
  copyLeadId?: Sql;
}

type Writer = Pick<BatchRun, "scope" | "actionId" | "now" | "bulk">;

/** An insert into the journal, as a part of the statement that changes the leads: one row for a batch of a large action, otherwise one per lead. */
export const journal = (run: Writer, what: JournalEntries): Sql =>
  run.bulk ? journalBatch(run, what) : journalLeads(run, what);

/** The same with one row per lead, also for a large action. */
export function journalLeads({ scope, actionId, now, bulk }: Writer, what: JournalEntries): Sql {
  const columns = Object.entries({
    ...Object.fromEntries(
      (what.images ?? []).flatMap(({ column, before, after }) => [
        ...(before ? [[`${column}_before`, before]] : []),
        ...(after ? [[`${column}_after`, after]] : []),
      ]),
    ),
    ...(what.deleted ? { deleted: sql`true` } : {}),
    ...(what.loadId ? { load_id: what.loadId } : {}),
    ...(what.conflict ? { conflict: what.conflict } : {}),
    ...(what.copyLeadId ? { copy_lead_id: what.copyLeadId } : {}),
  } as Record<string, Sql>);
  return sql`
    insert into lead_journal (account_id, action_id, lead_id, at, bulk${join(
      columns.map(([name]) => sql`, ${identifier(name)}`),
      sql``,
    )})
    select ${scope.accountId}::bigint, ${actionId}::bigint, lead_id, ${now}::timestamptz, ${bulk}::boolean${join(
      columns.map(([, value]) => sql`, ${value}`),
      sql``,
    )}
    from ${what.from}`;
}

/** Arrays cost a million leads 0.1 s beside the bare update, rows 0.7 s and thirty times the space. */
export function journalBatch({ scope, actionId, now }: Writer, what: JournalEntries): Sql {
  const each = (value: Sql) => sql`case when count(${value}) > 0 then array_agg(${value}) end`;
  const columns = Object.entries({
    ...Object.fromEntries(
      (what.images ?? []).flatMap(({ column, before, after, sameAfter }) => [
        ...(before ? [[`${column}_before`, each(before)]] : []),
        ...(after
          ? [sameAfter ? [`${column}_after`, sql`any_value(${after})`] : [`${column}_after_each`, each(after)]]
          : []),
      ]),
    ),
    ...(what.deleted ? { deleted: sql`true` } : {}),
    ...(what.loadId ? { load_ids: each(what.loadId) } : {}),
    ...(what.conflict ? { conflicts: each(what.conflict) } : {}),
  } as Record<string, Sql>);
  return sql`
    insert into journal_batch (account_id, action_id, is_conflict, first_lead_id, last_lead_id, at, lead_ids${join(
      columns.map(([name]) => sql`, ${identifier(name)}`),
      sql``,
    )})
    select ${scope.accountId}::bigint, ${actionId}::bigint, ${what.conflict !== undefined}::boolean, min(lead_id), max(lead_id),
      ${now}::timestamptz, array_agg(lead_id)${join(
        columns.map(([, value]) => sql`, ${value}`),
        sql``,
      )}
    from ${what.from}
    having count(*) > 0`;
}

const images = (of: (column: Column) => Sql) =>
  join(
    journaled.map((column) => sql`, ${of(column)}`),
    sql``,
  );

/** A row of lead_journal, over that table. */
const row = sql`lead_journal.account_id, lead_journal.action_id, lead_journal.lead_id, lead_journal.at, lead_journal.copy_lead_id,
  lead_journal.load_id, lead_journal.deleted, lead_journal.conflict${images(
    (column) =>
      sql`${identifier("lead_journal", `${column}_before`)}, ${identifier("lead_journal", `${column}_after`)}`,
  )}`;

/**
 * The leads of journal_batch, as rows of the same shape, under a condition on `batch`. `columns` are those that may be touched there: each
 * array that is unnested costs, also where it is null (4.5 ms a batch for all of them, 1.4 ms for one column).
 */
function unnested(which: Sql, columns: readonly Column[] = journaled): Sql {
  const of = (column: Column) => ({
    before: identifier(`${column}_before`),
    after: identifier(`${column}_after`),
    each: identifier(`${column}_after_each`),
  });
  const value = (column: Column) => {
    const { before, after } = of(column);
    return columns.includes(column)
      ? sql`entry.${before}, coalesce(batch.${after}, entry.${after}) as ${after}`
      : sql`batch.${before}[1] as ${before}, batch.${after} as ${after}`;
  };
  const each = (piece: (column: Column) => Sql) =>
    join(
      columns.map((column) => sql`, ${piece(column)}`),
      sql``,
    );
  return sql`
    select batch.account_id, batch.action_id, entry.lead_id, batch.at, null::bigint as copy_lead_id, entry.load_id, batch.deleted, entry.conflict
      ${images(value)}
    from journal_batch batch
    cross join lateral unnest(batch.lead_ids, batch.load_ids, batch.conflicts
      ${each((column) => sql`batch.${of(column).before}, batch.${of(column).each}`)})
      as entry (lead_id, load_id, conflict ${each((column) => sql`${of(column).before}, ${of(column).after}`)})
    where ${which}`;
}

/** The journal of an action, or what it has of some leads (their ids in order), as a query: one row per lead, however it was written. */
export function entriesOfAction(accountId: number, actionId: number, leadIds?: readonly number[]): Sql {
  const these = leadIds
    ? sql`and batch.first_lead_id <= ${leadIds.at(-1) ?? 0} and batch.last_lead_id >= ${leadIds[0] ?? 0}
        and entry.lead_id = any (${leadIds}::bigint[])`
    : sql``;
  return sql`
    ${rowsOfAction(accountId, actionId, leadIds)}
    union all
    ${unnested(sql`batch.account_id = ${accountId} and batch.action_id = ${actionId} ${these}`)}`;
}

/** The same of an action that has a row for each lead. */
export const rowsOfAction = (accountId: number, actionId: number, leadIds?: readonly number[]): Sql => sql`
  select ${row} from lead_journal
  where lead_journal.account_id = ${accountId} and lead_journal.action_id = ${actionId}
    ${leadIds ? sql`and lead_journal.lead_id = any (${leadIds}::bigint[])` : sql``}`;

/** The journal of an action for the leads after one and up to another, which no batch reaches beyond unless it is null, as a query. */
export const entriesBetween = (accountId: number, actionId: number, after: number, upTo: number | null): Sql => sql`
  select ${row} from lead_journal
  where lead_journal.account_id = ${accountId} and lead_journal.action_id = ${actionId} and lead_journal.lead_id > ${after}
    ${upTo === null ? sql`` : sql`and lead_journal.lead_id <= ${upTo}`}
  ${
    upTo === null
      ? sql``
      : sql`
          union all
          ${unnested(sql`batch.account_id = ${accountId} and batch.action_id = ${actionId} and batch.first_lead_id <= ${upTo}
            and batch.last_lead_id > ${after} and entry.lead_id > ${after} and entry.lead_id <= ${upTo}`)}`
  }`;

/**
 * What an action did to the leads of one of its batches, in the columns that it touched, as a query. By the whole key, so that the planner
 * knows that it is one row, and looks up leads by theirs.
 */
export const entriesOfBatch = (
  accountId: number,
  actionId: number,
  firstLeadId: number,
  columns: readonly Column[],
): Sql => unnested(theBatch(accountId, actionId, firstLeadId), columns);

/** The row of journal_batch that begins with this lead, as a condition on `batch`. */
export const theBatch = (
  accountId: number,
  actionId: number,
  firstLeadId: number,
): Sql => sql`batch.account_id = ${accountId}
  and batch.action_id = ${actionId} and not batch.is_conflict and batch.first_lead_id = ${firstLeadId}`;

/**
 * A lead's rows in the journal, as a subquery. Those of large actions are in no index by lead: they are looked for action by action, of
 * which there are few, and only those with greater ids than `since`.
 */
export function entriesOfLead(accountId: number | Sql, leadId: number | Sql, since: number | Sql = 0): Sql {
  const large = sql`lead_action.account_id = ${accountId} and lead_action.planned_at is not null and lead_action.action_id > ${since}`;
  return sql`(
    select ${row} from lead_journal
    where lead_journal.account_id = ${accountId} and lead_journal.lead_id = ${leadId} and not lead_journal.bulk
    union all
    select ${row}
    from lead_action
    join lead_journal on lead_journal.account_id = ${accountId} and lead_journal.action_id = lead_action.action_id
      and lead_journal.lead_id = ${leadId} and lead_journal.bulk
    where ${large}
    union all
    select batch.account_id, batch.action_id, ${leadId}::bigint, batch.at, null, batch.load_ids[place.n], batch.deleted, batch.conflicts[place.n]
      ${images(
        (column) => sql`${identifier("batch", `${column}_before`)}[place.n],
          coalesce(${identifier("batch", `${column}_after`)}, ${identifier("batch", `${column}_after_each`)}[place.n])`,
      )}
    from lead_action
    cross join (values (false), (true)) as kind (is_conflict)
    cross join lateral (
      -- The only one that may hold the lead: ranges of an action's batches are disjoint.
      select * from journal_batch
      where journal_batch.account_id = ${accountId} and journal_batch.action_id = lead_action.action_id
        and journal_batch.is_conflict = kind.is_conflict and journal_batch.first_lead_id <= ${leadId}
      order by journal_batch.first_lead_id desc
      limit 1
    ) as batch
    cross join lateral array_position(batch.lead_ids, ${leadId}::bigint) as place (n)
    where ${large} and batch.last_lead_id >= ${leadId} and place.n is not null)`;
}

/** The leads of a stretch of ids that any action with a greater id than `since` has journaled, each once, as a subquery. */
export function leadsJournaledSince(accountId: number, since: number, first: number, last: number): Sql {
  const large = sql`lead_action.account_id = ${accountId} and lead_action.planned_at is not null and lead_action.action_id > ${since}`;
  return sql`(
    select lead_id from lead_journal where account_id = ${accountId} and lead_id between ${first} and ${last} and not bulk
    union
    select lead_journal.lead_id
    from lead_action
    join lead_journal on lead_journal.account_id = ${accountId} and lead_journal.action_id = lead_action.action_id
      and lead_journal.lead_id between ${first} and ${last} and lead_journal.bulk
    where ${large}
    union
    select entry.lead_id
    from lead_action
    join journal_batch batch on batch.account_id = ${accountId} and batch.action_id = lead_action.action_id
      and batch.first_lead_id <= ${last} and batch.last_lead_id >= ${first}
    cross join lateral unnest(batch.lead_ids) as entry (lead_id)
    where ${large})`;
}

const texts = ["suppression_reason", "last_agent_disposition"] as const satisfies readonly Column[];

/** Removes free text, which may be personal, from what the journal has of these leads. Other values stay: they are in the leads' history. */
export async function eraseTexts(tx: Tx, accountId: number, leadIds: readonly number[]): Promise<void> {
  const ofLeads = texts.flatMap((column) => [`${column}_before`, `${column}_after`]);
  await tx.execute(sql`
    update lead_journal
    set ${join(
      ofLeads.map((column) => sql`${identifier(column)} = null`),
      sql`, `,
    )}
    where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[]) and (${anyOf(ofLeads)})
  `);
  const ofBatches = texts.flatMap((column) => [`${column}_before`, `${column}_after_each`]);
  const concerned = sql`account_id = ${accountId} and last_lead_id >= ${Math.min(...leadIds)} and first_lead_id <= ${Math.max(...leadIds)}
    and (${anyOf(ofBatches)})`;
  // In one order, so that two batches of a deletion that meet here do not wait for each other.
  const held = await tx.query(sql`
    select from journal_batch where ${concerned}
    order by action_id, is_conflict, first_lead_id
    for update
  `);
  if (held.length === 0) return;
  const without = (column: string) => sql`case when ${identifier("batch", column)} is not null then (
    select case when count(kept) > 0 then array_agg(kept order by place) end
    from (
      select place, case when lead_id <> all (${leadIds}::bigint[]) then value end as kept
      from unnest(batch.lead_ids, ${identifier("batch", column)}) with ordinality as entry (lead_id, value, place)
    ) as entry
  ) end`;
  await tx.execute(sql`
    update journal_batch batch
    set ${join(
      ofBatches.map((column) => sql`${identifier(column)} = ${without(column)}`),
      sql`, `,
    )}
    where ${concerned}
      and exists (select from unnest(batch.lead_ids) as entry (lead_id) where lead_id = any (${leadIds}::bigint[]))
  `);
}

const anyOf = (columns: readonly string[]) =>
  join(
    columns.map((column) => sql`${identifier(column)} is not null`),
    sql` or `,
  );
