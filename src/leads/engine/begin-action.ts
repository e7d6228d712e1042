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

/** Up to so many leads are changed in the transaction that accepts the action: about 20 ms of work. More are left to background jobs. */
const inlineLeads = 2000;

/** Leads that take longer to find are left to the background too, so that a stop binds at once: in the planner's units, about 30 ms. */
const inlineCost = 10_000;

/** Carries a small action out, and hands a large one over to the background. */
export async function begin(
  tx: Transaction,
  record: ActionRecord,
  stops: boolean,
  inline = inlineLeads,
  scope?: Scope,
): Promise<ActionRecord> {
  const work = await workOf(tx, record, scope);
  if (!namesLeads(record.criteria) && (await costOf(tx, work.selection)) > inlineCost)
    return await handOver(tx, record, stops);
  const selected = sql`select lead_id from (${work.selection}) as selected limit ${inline + 1}`;
  const found = await tx.query<{ lead_id: number }>(namesLeads(record.criteria) ? prepared(selected) : selected);
  if (found.length > inline) return await handOver(tx, record, stops);
  const leadIds = found.map((row) => row.lead_id).sort((a, b) => a - b);
  if (leadIds.length > 1) await holdInOrder(tx, record.accountId, leadIds);
  const outcome =
    leadIds.length > 0 ? await work.batch(leadIds, 0) : { changed: 0, deleted: 0, callbacksDeleted: 0, skipped: [] };
  if (work.requeues && leadIds.length > 0) await queueTouched(tx, record, leadIds);
  return await finishAction(tx, record, work, "DONE", { ...outcome, matched: leadIds.length });
}

/** Queues the leads of a small action and the copies it has made of them, as far as they may be dialed now. */
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

/** Two actions that meet on several leads would come to them in different orders, and wait for each other. */
async function holdInOrder(tx: Transaction, accountId: number, leadIds: readonly number[]): Promise<void> {
  await tx.query(sql`
    select from lead where account_id = ${accountId} and lead_id = any (${leadIds}::bigint[]) order by lead_id for update
  `);
}

async function costOf(tx: Transaction, query: Sql): Promise<number> {
  const { "QUERY PLAN": plan } = await tx.one<{ "QUERY PLAN": [{ Plan: { "Total Cost": number } }] }>(
    sql`explain (format json) ${query}`,
  );
  return plan[0].Plan["Total Cost"];
}

/** Keeps what the parameters became when they were accepted, the same for all batches. */
export async function settle(tx: Transaction, record: ActionRecord, settled: object): Promise<ActionRecord> {
  return await tx.one(sql`
    update lead_action set settled = ${JSON.stringify(settled)}
    where account_id = ${record.accountId} and action_id = ${record.actionId}
    returning ${recordAsWritten}
  `);
}

/** Leaves an action to the background; its leads are those that are there now. */
async function handOver(tx: Transaction, { accountId, actionId }: ActionRecord, stops: boolean): Promise<ActionRecord> {
  if (stops) await lockOutClaims(tx, accountId);
  await enqueueWork(tx, accountId, actionId);
  return await tx.one(sql`
    update lead_action
    set last_lead_id = (select lead_id from lead where account_id = ${accountId} order by lead_id desc limit 1)
    where account_id = ${accountId} and action_id = ${actionId}
    returning ${recordAsWritten}
  `);
}

/** Writes down an action's batches: a query for batch_number and lead_ids. */
export async function writeBatches(tx: Transaction, accountId: number, actionId: number, batches: Sql): Promise<void> {
  await tx.execute(sql`
    insert into lead_action_batch (account_id, action_id, batch_number, lead_count, lead_ids)
    select ${accountId}, ${actionId}, batch_number, cardinality(lead_ids), lead_ids from (${batches}) as batch
  `);
}

// Some ten minutes of trying, with growing waits: while a stopping action fails it keeps its leads from being dialed.
const maxAttempts = 7;
const lanes = [1, 2];

const jobKey = (accountId: number, actionId: number, lane: number) => `lead-action-${accountId}-${actionId}-${lane}`;

/** Two jobs, so that two instances, or two processors, share the work. */
export async function enqueueWork(tx: Tx, accountId: number, actionId: number): Promise<void> {
  for (const lane of lanes) {
    const key = jobKey(accountId, actionId, lane);
    await enqueue(tx, "work-on-action", { accountId, actionId, lane }, { key, maxAttempts });
  }
}

/** Gives running actions new jobs whose jobs were used up: an instance that is killed uses up an attempt too. Returns how many. */
export async function resumeActions(db: Database): Promise<number> {
  const running = await db.query<{ accountId: number; actionId: number }>(sql`
    select account_id as "accountId", action_id as "actionId" from lead_action where status = 'RUNNING'
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
