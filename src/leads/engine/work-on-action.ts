import { setTimeout as sleep } from "node:timers/promises";
import { type Actor, recordAudit } from "../../accounts/audit/audit.ts";
import { isOpenAccount } from "../../accounts/closing.ts";
import { analyzeGrown } from "../../db/analyze-grown.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { isConnectionLost } from "../../db/database.ts";
import { lock, lockShared } from "../../db/locks.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Scope } from "../search/scope.ts";
import { type ActionRequest, acceptAction } from "./accept-action.ts";
import { type ActionRecord, readAction } from "./action-record.ts";
import { writeBatches } from "./begin-action.ts";
import { finishBatches } from "./finish-action.ts";
import type { Requester } from "./open-action.ts";
import { notifyProgress } from "./progress.ts";
import { workOf } from "./work-of.ts";

/** Leads per batch. One statement takes about 25 ms, so a claim or an edit waits no longer than that for a row. */
const batchLeads = 4000;

/**
 * Works on an accepted action until it is over: plans its batches, runs one after another, and ends the action. Any
 * number of instances may do this at the same time. Each batch is one transaction, so a crash neither loses nor repeats
 * one. Returns early when the signal aborts, while the account is closed, or after `slice` milliseconds. True only for
 * the last: then another job should continue.
 */
export async function workOnAction(
  db: Database,
  accountId: number,
  actionId: number,
  signal: AbortSignal,
  batch = batchLeads,
  slice = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  await retryWhileDisconnected(signal, () => analyzeGrown(db));
  const isOpen = () => retryWhileDisconnected(signal, () => isOpenAccount(db, accountId));
  if (!(await isOpen())) return false;
  const sliceEnds = performance.now() + slice;
  await retryWhileDisconnected(signal, () => planBatches(db, accountId, actionId, batch));
  while (!signal.aborted && (await isOpen())) {
    const more = await retryWhileDisconnected(signal, () =>
      db.transaction((tx) => workOnBatch(tx, accountId, actionId)),
    );
    if (!more) {
      await retryWhileDisconnected(signal, () => db.transaction((tx) => endIfDone(tx, accountId, actionId)));
      return false;
    }
    if (performance.now() >= sliceEnds) return true;
  }
  return false;
}

/** Accepts an action and runs it to its end in this process, for programs without background jobs. */
export async function runAction(
  db: Database,
  scope: Scope,
  caller: Requester,
  request: ActionRequest,
  now: Date,
): Promise<ActionRecord> {
  const record = await acceptAction(db, scope, caller, request, now);
  if (record.status !== "RUNNING") return record;
  await workOnAction(db, scope.accountId, record.actionId, new AbortController().signal);
  return await readAction(db, scope.accountId, record.actionId);
}

/** Retries every 250 ms while the database is unreachable, so the action resumes as soon as it is back. */
async function retryWhileDisconnected<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!isConnectionLost(error) || signal.aborted) throw error;
      await sleep(250);
    }
  }
}

/** Stores the leads that match now as batches by lead id. From here on the set is fixed. */
async function planBatches(db: Database, accountId: number, actionId: number, batch: number): Promise<void> {
  await db.transaction(async (tx) => {
    // Checked before locking, so that a job that joins later does not wait for the batches in progress.
    if ((await readAction(tx, accountId, actionId)).plannedAt) return;
    const record = await lockIfRunning(tx, accountId, actionId, "alone");
    if (!record || record.plannedAt) return;
    const work = await workOf(tx, record);
    // Enough to number and group a million leads without a temporary file. An order by in array_agg would sort them a
    // second time; workOnBatch sorts each batch instead.
    await tx.execute(sql`set local work_mem = '64MB'`);
    const batches =
      work.batches ??
      sql`
        select batch_number, array_agg(lead_id) as lead_ids
        from (
          select lead_id, (row_number() over (order by lead_id) - 1) / ${batch}::bigint as batch_number
          from (${work.selection}) as selected
        ) as numbered
        group by batch_number`;
    await writeBatches(tx, accountId, actionId, batches);
    await tx.execute(sql`
      update lead_action set planned_at = clock_timestamp() where account_id = ${accountId} and action_id = ${actionId}
    `);
    await notifyProgress(tx, accountId, actionId);
  });
}

/** Runs the next batch that no other job holds. False if there is none, or the action no longer runs. */
async function workOnBatch(tx: Transaction, accountId: number, actionId: number): Promise<boolean> {
  const work = await workOf(tx, await readAction(tx, accountId, actionId));
  // An exclusive lock lets only one batch run at a time.
  if (!(await lockIfRunning(tx, accountId, actionId, work.inOrder ? "alone" : "together"))) return false;
  const batch = await tx.maybe<{ number: number; leadIds: string[] }>(sql`
    select batch_number as number, lead_ids as "leadIds" from lead_action_batch
    where account_id = ${accountId} and action_id = ${actionId} and finished_at is null
    order by batch_number
    limit 1
    for update skip locked
  `);
  if (!batch) return false;
  const outcome = await work.batch(
    batch.leadIds.map(Number).sort((a, b) => a - b),
    batch.number,
  );
  await tx.execute(sql`
    update lead_action_batch
    set finished_at = clock_timestamp(), lead_ids = '{}', changed = ${outcome.changed}, deleted = ${outcome.deleted},
      callbacks_deleted = ${outcome.callbacksDeleted}, skipped = ${JSON.stringify(outcome.skipped)},
      warnings = ${JSON.stringify(outcome.warnings ?? [])}
    where account_id = ${accountId} and action_id = ${actionId} and batch_number = ${batch.number}
  `);
  await notifyProgress(tx, accountId, actionId);
  return true;
}

/** The action if it is still RUNNING; until the transaction ends, nobody can cancel or end it. */
async function lockIfRunning(
  tx: Transaction,
  accountId: number,
  actionId: number,
  how: "alone" | "together",
): Promise<ActionRecord | undefined> {
  await (how === "alone" ? lock(tx, "action", actionId) : lockShared(tx, "action", actionId));
  const record = await readAction(tx, accountId, actionId);
  return record.status === "RUNNING" ? record : undefined;
}

/** Ends the action if all batches are done. A job that still runs the last batch will end it instead. */
async function endIfDone(tx: Transaction, accountId: number, actionId: number): Promise<void> {
  const record = await lockIfRunning(tx, accountId, actionId, "alone");
  const unfinished = await tx.maybe(sql`
    select from lead_action_batch where account_id = ${accountId} and action_id = ${actionId} and finished_at is null limit 1
  `);
  if (record && !unfinished) await finishBatches(tx, record, await workOf(tx, record), "DONE");
}

/**
 * Cancels a running action once the batches in progress are done. What they changed stays, and can be undone. Refuses
 * an action that is over.
 */
export async function cancelAction(
  db: Database,
  actor: Actor,
  accountId: number,
  actionId: number,
): Promise<ActionRecord> {
  return await db.transaction(async (tx) => {
    const record = await lockIfRunning(tx, accountId, actionId, "alone");
    if (record) {
      const change = { type: "CANCEL", entity: "LeadAction", id: actionId, description: record.action } as const;
      await recordAudit(tx, actor, accountId, change);
      return await finishBatches(tx, record, await workOf(tx, record), "CANCELLED");
    }
    const { status } = await readAction(tx, accountId, actionId);
    throw refuse("CONFLICT", { what: "Lead action", id: actionId, reason: `is ${status} and no longer running` });
  });
}

/**
 * Ends an action that keeps failing, so that claims stop leaving out the leads it would reach. Skips the action's
 * `finish` if that is what fails.
 */
export async function failAction(db: Database, accountId: number, actionId: number, reason: string): Promise<void> {
  const fail = (finish: boolean) =>
    db.transaction(async (tx) => {
      const record = await lockIfRunning(tx, accountId, actionId, "alone");
      if (!record) return;
      const work = await workOf(tx, record);
      await finishBatches(tx, record, finish ? work : { ...work, finish: async () => {} }, "FAILED", reason);
    });
  await fail(true).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error;
    return fail(false);
  });
}
