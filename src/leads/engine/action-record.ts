import type { Tx } from "../../db/database.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Criteria } from "../search/criteria.ts";

/** How many leads an action skipped for this reason. */
export interface SkipCount {
  reason: string;
  count: number;
}

/** How many changed leads the warning applies to. */
export interface WarningCount {
  warning: string;
  count: number;
}

export const actionStatuses = ["RUNNING", "DONE", "CANCELLED", "FAILED"] as const;
export type ActionStatus = (typeof actionStatuses)[number];

/** A lead action as it was accepted, and its progress. */
export interface ActionRecord {
  accountId: number;
  actionId: number;
  /** Its name on the wire; UNDO for an undo, LOAD_LEADS for a load. */
  action: string;
  status: ActionStatus;
  criteria: Criteria;
  /** The parameters as the client sent them; keys that mean nothing are left out. */
  params: Record<string, unknown>;
  /** What acceptance made of the parameters, the same for all batches: a target list created, dates resolved. */
  settled: Record<string, unknown>;
  /** The client confirmed that empty criteria mean every lead of the account. */
  allLeads: boolean;
  /** Only the first leads that match, by lead id. */
  limit: number | null;
  /** The newest lead when a large action was accepted; leads added later are not in it. Null for small actions. */
  lastLeadId: number | null;
  requestedBy: string;
  createdAt: Date;
  /** When its batches were stored; null for small actions. */
  plannedAt: Date | null;
  finishedAt: Date | null;
  /** The action that this one undoes. */
  undoOf: number | null;
  /** The action that undid this one. */
  undoneBy: number | null;
  /** Why it FAILED. */
  failure: string | null;
  /** Leads that the criteria selected; 0 while a large action is not planned yet. */
  matched: number;
  changed: number;
  deleted: number;
  callbacksDeleted: number;
  skipped: SkipCount[];
  warnings: WarningCount[];
  /** Leads in finished batches. */
  processed: number;
  /** Leads per second over the last ten seconds; 0 unless it is running. */
  pace: number;
}

const storedColumns = sql`
  lead_action.account_id as "accountId", lead_action.action_id as "actionId", action, status, criteria, params, settled,
  all_leads as "allLeads", lead_limit as "limit", last_lead_id as "lastLeadId", requested_by as "requestedBy",
  created_at as "createdAt", planned_at as "plannedAt", lead_action.finished_at as "finishedAt", undo_of as "undoOf",
  undone_by as "undoneBy", failure, lead_action.skipped, lead_action.warnings`;

/** The record as columns of `returning`, for statements that run while the action has no batches. */
export const recordAsWritten = sql`${storedColumns},
  lead_action.matched, lead_action.changed, lead_action.deleted, lead_action.callbacks_deleted as "callbacksDeleted",
  lead_action.matched as processed, 0 as pace`;

// Batches keep the counts of a running action: adding them to its row would make the batches wait for each other.
const columns = sql`${storedColumns},
  coalesce(running.matched, lead_action.matched) as matched,
  coalesce(running.changed, lead_action.changed) as changed,
  coalesce(running.deleted, lead_action.deleted) as deleted,
  coalesce(running.callbacks_deleted, lead_action.callbacks_deleted) as "callbacksDeleted",
  coalesce(running.processed, lead_action.matched) as processed,
  coalesce(running.recent / greatest(least(extract(epoch from clock_timestamp() - planned_at), 10), 0.001), 0)::float8 as pace`;

// PostgreSQL sums bigint as numeric, which the driver returns as text.
const joinedBatchCounts = sql`
  left join lateral (
    select sum(lead_count)::bigint as matched,
      (sum(lead_count) filter (where batch.finished_at is not null))::bigint as processed,
      sum(lead_count) filter (where batch.finished_at > clock_timestamp() - interval '10 seconds') as recent,
      sum(batch.changed)::bigint as changed, sum(batch.deleted)::bigint as deleted,
      sum(batch.callbacks_deleted)::bigint as callbacks_deleted
    from lead_action_batch batch
    where batch.account_id = lead_action.account_id and batch.action_id = lead_action.action_id
  ) running on lead_action.status = 'RUNNING'`;

/** One action of the account. Refuses ids of other accounts. */
export async function readAction(tx: Tx, accountId: number, actionId: number): Promise<ActionRecord> {
  const found = await tx.maybe<ActionRecord>(
    prepared(sql`
      select ${columns} from lead_action ${joinedBatchCounts}
      where lead_action.account_id = ${accountId} and lead_action.action_id = ${actionId}
    `),
  );
  if (!found) throw refuse("NOT_FOUND", { what: "lead action", id: actionId });
  return found;
}

export interface ActionFilter {
  status?: ActionStatus | undefined;
  action?: string | undefined;
  requestedBy?: string | undefined;
  /** Only actions with smaller ids: the cursor, since the list is newest first. */
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
    select ${columns} from lead_action ${joinedBatchCounts}
    where lead_action.account_id = ${accountId}
      ${unless(filter.status, sql`status = ${filter.status}`)}
      ${unless(filter.action, sql`action = ${filter.action}`)}
      ${unless(filter.requestedBy, sql`requested_by = ${filter.requestedBy}`)}
      ${unless(filter.before, sql`lead_action.action_id < ${filter.before}`)}
    order by lead_action.action_id desc
    limit ${limit}
  `);
  return found;
}

/** Adds up the counts of each reason; the most frequent reason comes first. */
export function sumByReason(skipped: readonly SkipCount[]): SkipCount[] {
  const counts = new Map<string, number>();
  for (const { reason, count } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + count);
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

/** Adds up the warnings of several batches; the most frequent warning comes first. */
export function sumWarnings(batches: readonly { warnings?: WarningCount[] }[]): WarningCount[] {
  const reasons = batches.flatMap(({ warnings = [] }) =>
    warnings.map(({ warning, count }) => ({ reason: warning, count })),
  );
  return sumByReason(reasons).map(({ reason, count }) => ({ warning: reason, count }));
}
