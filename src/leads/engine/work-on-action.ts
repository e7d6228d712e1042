import { setTimeout as sleep } from "node:timers/promises";
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
import { announce } from "./progress.ts";
import { workOf } from "./work-of.ts";

/** Leads a batch: one statement of some 25 ms, so that nothing else waits longer than a blink for a lead. */
const batchLeads = 4000;

/**
 * Works on an accepted action until it is over: makes its batches, takes one after another, ends it. Any number of instances may do so
 * at the same time. Each batch is one transaction, so a crash loses none and repeats none. Returns early when the signal comes.
 */
export async function workOnAction(
  db: Database,
  accountId: number,
  actionId: number,
  signal: AbortSignal,
  batch = batchLeads,
): Promise<void> {
  await patiently(signal, () => analyzeGrown(db));
  await patiently(signal, () => planBatches(db, accountId, actionId, batch));
  while (!signal.aborted) {
    const more = await patiently(signal, () => db.transaction((tx) => workOnBatch(tx, accountId, actionId)));
    if (!more) return await patiently(signal, () => db.transaction((tx) => endIfDone(tx, accountId, actionId)));
  }
}

/** Accepts an action and works on it here until it is over, for programs that have no background jobs. */
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

/** Tries again while the database is away: the action goes on where it was as soon as it is back. */
async function patiently<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!isConnectionLost(error) || signal.aborted) throw error;
      await sleep(250);
    }
  }
}

/** Writes down the set: the leads that match now, in batches by lead id. */
async function planBatches(db: Database, accountId: number, actionId: number, batch: number): Promise<void> {
  await db.transaction(async (tx) => {
    // Who comes to an action that is under way does not wait for the batches of others.
    if ((await readAction(tx, accountId, actionId)).plannedAt) return;
    const record = await hold(tx, accountId, actionId, "alone");
    if (!record || record.plannedAt) return;
    const work = await workOf(tx, record);
    // Room to number and group a million leads without a file; with an order in array_agg they would be sorted a second time.
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
    await announce(tx, accountId, actionId);
  });
}

/** Carries out the next batch that nobody else is at. False when there is none left. */
async function workOnBatch(tx: Transaction, accountId: number, actionId: number): Promise<boolean> {
  const work = await workOf(tx, await readAction(tx, accountId, actionId));
  // In order means one at a time.
  if (!(await hold(tx, accountId, actionId, work.inOrder ? "alone" : "together"))) return false;
  const batch = await tx.maybe<{ batch_number: number; lead_ids: string[] }>(sql`
    select batch_number, lead_ids from lead_action_batch
    where account_id = ${accountId} and action_id = ${actionId} and finished_at is null
    order by batch_number
    limit 1
    for update skip locked
  `);
  if (!batch) return false;
  const outcome = await work.batch(
    batch.lead_ids.map(Number).sort((a, b) => a - b),
    batch.batch_number,
  );
  await tx.execute(sql`
    update lead_action_batch
    set finished_at = clock_timestamp(), lead_ids = '{}', changed = ${outcome.changed}, deleted = ${outcome.deleted},
      callbacks_deleted = ${outcome.callbacksDeleted}, skipped = ${JSON.stringify(outcome.skipped)},
      warnings = ${JSON.stringify(outcome.warnings ?? [])}
    where account_id = ${accountId} and action_id = ${actionId} and batch_number = ${batch.batch_number}
  `);
  await announce(tx, accountId, actionId);
  return true;
}

/** The action, if it still runs; held against being cancelled or ended until the transaction is over. */
async function hold(
  tx: Transaction,
  accountId: number,
  actionId: number,
  how: "alone" | "together",
): Promise<ActionRecord | undefined> {
  await (how === "alone" ? lock(tx, "action", actionId) : lockShared(tx, "action", actionId));
  const record = await readAction(tx, accountId, actionId);
  return record.status === "RUNNING" ? record : undefined;
}

/** Whoever finds all batches done ends the action; while another is at the last one, that other does. */
async function endIfDone(tx: Transaction, accountId: number, actionId: number): Promise<void> {
  const record = await hold(tx, accountId, actionId, "alone");
  const unfinished = await tx.maybe(sql`
    select from lead_action_batch where account_id = ${accountId} and action_id = ${actionId} and finished_at is null limit 1
  `);
  if (record && !unfinished) await finishBatches(tx, record, await workOf(tx, record), "DONE");
}

/** Stops a running action after the batches that are being worked on. What is done stays done, and can be undone. */
export async function cancelAction(db: Database, accountId: number, actionId: number): Promise<ActionRecord> {
  return await db.transaction(async (tx) => {
    const record = await hold(tx, accountId, actionId, "alone");
    if (record) return await finishBatches(tx, record, await workOf(tx, record), "CANCELLED");
    const { status } = await readAction(tx, accountId, actionId);
    throw refuse("CONFLICT", { what: "Lead action", id: actionId, reason: `is ${status} and no longer running` });
  });
}

/** Ends an action that keeps failing, so that it does not bind claims for ever; without what it does at its end, if that is what fails. */
export async function failAction(db: Database, accountId: number, actionId: number, reason: string): Promise<void> {
  const fail = (finish: boolean) =>
    db.transaction(async (tx) => {
      const record = await hold(tx, accountId, actionId, "alone");
      if (!record) return;
      const work = await workOf(tx, record);
      await finishBatches(tx, record, finish ? work : { ...work, finish: async () => {} }, "FAILED", reason);
    });
  await fail(true).catch((error: unknown) => {
    if (isConnectionLost(error)) throw error;
    return fail(false);
  });
}
