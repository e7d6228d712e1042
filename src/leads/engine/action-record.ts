import type { Tx } from "../../db/database.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Criteria } from "../search/criteria.ts";

export interface SkipCount {
  reason: string;
  count: number;
}

/** How many of the changed leads whoever asked should know this of. */
export interface WarningCount {
  warning: string;
  count: number;
}

export const actionStatuses = ["RUNNING", "DONE", "CANCELLED", "FAILED"] as const;
export type ActionStatus = (typeof actionStatuses)[number];

/** A lead action as it was accepted, and how far it is. */
export interface ActionRecord {
  accountId: number;
  actionId: number;
  /** Its wire name; UNDO for an undo. */
  action: string;
  status: ActionStatus;
  criteria: Criteria;
  /** As they were given; `settled` as they were accepted. */
  params: Record<string, unknown>;
  settled: Record<string, unknown>;
  allLeads: boolean;
  limit: number | null;
  lastLeadId: number | null;
  requestedBy: string;
  createdAt: Date;
  plannedAt: Date | null;
  finishedAt: Date | null;
  undoOf: number | null;
  undoneBy: number | null;
  failure: string | null;
  /** Leads the criteria selected; while a large one is not planned yet, 0. */
  matched: number;
  changed: number;
  deleted: number;
  callbacksDeleted: number;
  skipped: SkipCount[];
  warnings: WarningCount[];
  /** Leads of the batches that are done. */
  processed: number;
  /** Leads a second, over the last ten seconds; 0 when it is not running. */
  pace: number;
}

const described = sql`
  lead_action.account_id as "accountId", lead_action.action_id as "actionId", action, status, criteria, params, settled,
  all_leads as "allLeads", lead_limit as "limit", last_lead_id as "lastLeadId", requested_by as "requestedBy",
  created_at as "createdAt", planned_at as "plannedAt", lead_action.finished_at as "finishedAt", undo_of as "undoOf",
  undone_by as "undoneBy", failure, lead_action.skipped, lead_action.warnings`;

/** The record as a statement returns it that writes the action before its batches are made, or when it ends. */
export const recordAsWritten = sql`${described},
  lead_action.matched, lead_action.changed, lead_action.deleted, lead_action.callbacks_deleted as "callbacksDeleted",
  lead_action.matched as processed, 0 as pace`;

// A running action's counts stand in its batches, so that batches need not wait for each other to count.
const columns = sql`${described},
  coalesce(running.matched, lead_action.matched) as matched,
  coalesce(running.changed, lead_action.changed) as changed,
  coalesce(running.deleted, lead_action.deleted) as deleted,
  coalesce(running.callbacks_deleted, lead_action.callbacks_deleted) as "callbacksDeleted",
  coalesce(running.processed, lead_action.matched) as processed,
  coalesce(running.recent / greatest(least(extract(epoch from clock_timestamp() - planned_at), 10), 0.001), 0) as pace`;

const counted = sql`
  left join lateral (
    select sum(lead_count) as matched, sum(lead_count) filter (where batch.finished_at is not null) as processed,
      sum(lead_count) filter (where batch.finished_at > clock_timestamp() - interval '10 seconds') as recent,
      sum(batch.changed) as changed, sum(batch.deleted) as deleted, sum(batch.callbacks_deleted) as callbacks_deleted
    from lead_action_batch batch
    where batch.account_id = lead_action.account_id and batch.action_id = lead_action.action_id
  ) running on lead_action.status = 'RUNNING'`;

/** One action of the account; refuses ids of others. */
export async function readAction(tx: Tx, accountId: number, actionId: number): Promise<ActionRecord> {
  const found = await tx.maybe<ActionRecord>(
    prepared(sql`
      select ${columns} from lead_action ${counted}
      where lead_action.account_id = ${accountId} and lead_action.action_id = ${actionId}
    `),
  );
  if (!found) throw refuse("NOT_FOUND", { what: "lead action", id: actionId });
  return numbered(found);
}

export interface ActionFilter {
  status?: ActionStatus | undefined;
  action?: string | undefined;
  requestedBy?: string | undefined;
  /** Only actions with smaller ids, the cursor of a list that is newest first. */
  before?: number | undefined;
}

/** The account's actions, newest first. */
export async function listActions(
  tx: Tx,
  accountId: number,
  filter: ActionFilter,
  limit: number,
): Promise<ActionRecord[]> {
  const unless = (value: unknown, condition: Sql) => (value === undefined ? sql`` : sql` and ${condition}`);
  const found = await tx.query<ActionRecord>(sql`
    select ${columns} from lead_action ${counted}
    where lead_action.account_id = ${accountId}
      ${unless(filter.status, sql`status = ${filter.status}`)}
      ${unless(filter.action, sql`action = ${filter.action}`)}
      ${unless(filter.requestedBy, sql`requested_by = ${filter.requestedBy}`)}
      ${unless(filter.before, sql`lead_action.action_id < ${filter.before}`)}
    order by lead_action.action_id desc
    limit ${limit}
  `);
  return found.map(numbered);
}

/** Sums of bigint come as numeric, which the driver gives as text. */
function numbered(record: ActionRecord): ActionRecord {
  const { matched, changed, deleted, callbacksDeleted, processed, pace } = record;
  return {
    ...record,
    matched: Number(matched),
    changed: Number(changed),
    deleted: Number(deleted),
    callbacksDeleted: Number(callbacksDeleted),
    processed: Number(processed),
    pace: Number(pace),
  };
}

/** Reasons added up, the most frequent first. */
export function addedUp(skipped: readonly SkipCount[]): SkipCount[] {
  const counts = new Map<string, number>();
  for (const { reason, count } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

/** Warnings of several batches added up, the most frequent first. */
export function warnedOf(batches: readonly { warnings?: WarningCount[] }[]): WarningCount[] {
  const reasons = batches.flatMap(({ warnings = [] }) =>
    warnings.map(({ warning, count }) => ({ reason: warning, count })),
  );
  return addedUp(reasons).map(({ reason, count }) => ({ warning: reason, count }));
}
