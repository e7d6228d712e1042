import type { Database, Transaction, Tx } from "../../db/database.ts";
import { enqueue } from "../../db/enqueue.ts";
import { lockOutClaims } from "../../db/locks.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { queueLeads } from "../../dial-queue/queue-changed.ts";
import { namesLeads } from "../search/criteria.ts";
import type { Scope } from "../search/scope.ts";
import { type ActionRecord, recordAsWritten } from "./action-record.ts";
import { finishAction } from "./finish-action.ts";
import { workOf } from "./work-of.ts";

/** Up to this many leads are changed in the accepting transaction: about 20 ms of work. Background jobs change more. */
const inlineLeads = 2000;

/**
 * Selections that cost more go to the background too, so that a stop binds at once instead of searching first. In the
 * planner's cost units; about 30 ms.
 */
const inlineCost = 10_000;

/** Runs a small action to its end and leaves a large one to background jobs. `stops`: it stops dialing. */
export async function beginAction(
  tx: Transaction,
  record: ActionRecord,
  stops: boolean,
  inline = inlineLeads,
  scope?: Scope,
): Promise<ActionRecord> {
  const work = await workOf(tx, record, scope);
  if (!namesLeads(record.criteria) && (await estimateCost(tx, work.selection)) > inlineCost)
    return await continueInBackground(tx, record, stops);
  const selected = sql`select lead_id as "leadId" from (${work.selection}) as selected limit ${inline + 1}`;
  const found = await tx.query<{ leadId: number }>(namesLeads(record.criteria) ? prepared(selected) : selected);
  if (found.length > inline) return await continueInBackground(tx, record, stops);
  const leadIds = found.map((row) => row.leadId).sort((a, b) => a - b);
  if (leadIds.length > 1) await lockLeadsInOrder(tx, record.accountId, leadIds);
  const outcome =
    leadIds.length > 0 ? await work.batch(leadIds, 0) : { changed: 0, deleted: 0, callbacksDeleted: 0, skipped: [] };
  if (work.requeues && leadIds.length > 0) await queueTouched(tx, record, leadIds);
  return await finishAction(tx, record, work, "DONE", { ...outcome, matched: leadIds.length });
}

/** Queues the leads of a small action, and the copies it made of them, if they may be dialed now. */
async function queueTouched(tx: Transaction, { accountId, actionId }: ActionRecord, leadIds: number[]): Promise<void> {
  await queueLeads(
    tx,
    accountId,
    sql`lead.lead_id in (
      select unnest(${leadIds}::bigint[])
      union
      select copy_lead_id from lead_journal where account_id = ${accountId} and action_id = ${actionId} and copy_lead_id is not null)`,
  );
}

/** Without one order, two actions with several leads in common could lock them in different orders and deadlock. */
async function lockLeadsInOrder(tx: Transaction, accountId: number, leadIds: readonly number[]): Promise<void> {
  await tx.query(sql`
    select from lead where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[]) order by lead_id for update
  `);
}

/** The planner's estimate; planning does not read the leads. */
async function estimateCost(tx: Transaction, query: Sql): Promise<number> {
  const { "QUERY PLAN": plan } = await tx.one<{ "QUERY PLAN": [{ Plan: { "Total Cost": number } }] }>(
    sql`explain (format json) ${query}`,
  );
  return plan[0].Plan["Total Cost"];
}

/** Stores what acceptance made of the parameters, so that all batches use the same. */
export async function storeSettled(tx: Transaction, record: ActionRecord, settled: object): Promise<ActionRecord> {
  return await tx.one(sql`
    update lead_action set settled = ${JSON.stringify(settled)}
    where account_id = ${record.accountId} and action_id = ${record.actionId}
    returning ${recordAsWritten}
  `);
}

/** Leaves an action to background jobs. Leads added from now on are not part of it. */
async function continueInBackground(
  tx: Transaction,
  { accountId, actionId }: ActionRecord,
  stops: boolean,
): Promise<ActionRecord> {
  if (stops) await lockOutClaims(tx, accountId);
  await enqueueWork(tx, accountId, actionId);
  return await tx.one(sql`
    update lead_action
    set last_lead_id = (select lead_id from lead where account_id = ${accountId} order by lead_id desc limit 1)
    where account_id = ${accountId} and action_id = ${actionId}
    returning ${recordAsWritten}
  `);
}

/** Stores an action's batches, given as a query for batch_number and lead_ids. */
export async function writeBatches(tx: Transaction, accountId: number, actionId: number, batches: Sql): Promise<void> {
  await tx.execute(sql`
    insert into lead_action_batch (account_id, action_id, batch_number, lead_count, lead_ids)
    select ${accountId}, ${actionId}, batch_number, cardinality(lead_ids), lead_ids from (${batches}) as batch
  `);
}

// About ten minutes of attempts with growing waits. Not more: a failing stop keeps its leads from being dialed until it
// is given up.
const maxAttempts = 7;
const lanes = [1, 2];

const jobKey = (accountId: number, actionId: number, lane: number) => `lead-action-${accountId}-${actionId}-${lane}`;

/** Enqueues two jobs, so that two instances or two processors share the work. */
export async function enqueueWork(tx: Tx, accountId: number, actionId: number): Promise<void> {
  for (const lane of lanes) await enqueueLane(tx, accountId, actionId, lane);
}

/** Enqueues one of the action's jobs. */
export async function enqueueLane(tx: Tx, accountId: number, actionId: number, lane: number): Promise<void> {
  const key = jobKey(accountId, actionId, lane);
  await enqueue(tx, "work-on-action", { accountId, actionId, lane }, { key, maxAttempts });
}

/**
 * Enqueues new jobs for running actions that have none left: a killed instance uses up an attempt too, and jobs end
 * while their account is closed. Returns the number of actions resumed.
 */
export async function resumeActions(db: Database): Promise<number> {
  const running = await db.query<{ accountId: number; actionId: number }>(sql`
    select account_id as "accountId", action_id as "actionId" from lead_action join account using (account_id)
    where status = 'RUNNING' and closed_at is null
  `);
  let resumed = 0;
  for (const { accountId, actionId } of running) {
    const keys = lanes.map((lane) => jobKey(accountId, actionId, lane));
    const left = await db.maybe(sql`
      select from graphile_worker.jobs where key = any (${keys}::text[]) and (attempts < max_attempts or locked_at is not null) limit 1
    `);
    if (left) continue;
    await db.transaction((tx) => enqueueWork(tx, accountId, actionId));
    resumed++;
  }
  return resumed;
}
