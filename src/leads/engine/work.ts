/**
 * The life of a lead action, recorded as one row of lead_action.
 *
 *                        request
 *                           |
 *            accepted: parameters checked and settled
 *                 |                           |
 *          small  |                           |  large
 *                 |                           v
 *                 |        RUNNING, not planned; two jobs enqueued
 *                 |                           |  planBatches
 *                 |                           v
 *                 |        RUNNING, planned; a row per batch of 4,000 leads
 *                 |          |                |               |
 *                 |          | last batch     | cancelAction  | failAction
 *                 v          v                v               v
 *                   DONE                 CANCELLED         FAILED
 *                    |                        |               |
 *                    +------------------------+---------------+
 *                                             |  acceptUndo
 *                                             v
 *        an action named UNDO with the same life; undoing that one redoes the first
 *
 * - accept-action.ts and begin-action.ts run in the transaction of the request. Up to 2,000 leads that are found
 *   quickly are changed there, so nobody ever sees a small action RUNNING. A large one that stops dialing waits there
 *   for claims in progress. A file load is always large, and planned when it is accepted (files/accept-load.ts).
 * - work-on-action.ts runs in two background jobs, on any instance. The first one there plans the batches; then each
 *   takes the next batch that nobody holds. Planning and ending hold the action's lock alone, batches share it.
 *   Canceling may happen before or after planning and waits for the batches in progress.
 * - finish-action.ts adds up the batches, deletes them, and stores the status with exact counts, in one transaction.
 * - An action fails when its job is refused (its target list was deleted, say) or has used up its attempts.
 * - undo-work.ts puts back what the journal has, however far a canceled or failed action got. An action is undone once,
 *   never while it runs; what cannot be undone says why.
 *
 * Everything but the batches in progress survives a crash: the action, its jobs, its batches, the counts of finished
 * batches, and the journal are rows. A batch changes its leads, journals them, and stores its counts in one
 * transaction, so it happens once or not at all. Any instance retries the jobs of a killed one (worker/lost-jobs.ts).
 * If killed instances used up their attempts, resumeActions enqueues new jobs within a minute.
 */

import type { Sql } from "../../db/sql.ts";
import type { Outcome } from "./carry-out.ts";

/** The sum over all batches; `matched` is the number of leads in them. */
export type Total = Outcome & { matched: number };

/** What a recorded action has to do. Every job derives it from the record, so no state lives in a process. */
export interface Work {
  /** A query for the ids of its leads: one column `lead_id`, in no particular order. */
  selection: Sql;
  /**
   * A query for batch_number and lead_ids, if the batches are predetermined; otherwise they are cut from `selection`.
   */
  batches?: Sql;
  /** Batches run one at a time, in the order of their numbers. */
  inOrder: boolean;
  /** Leads or their copies may become dialable, or get another place in the dial queue. */
  requeues: boolean;
  batch(leadIds: readonly number[], batchNumber: number): Promise<Outcome>;
  /** Runs when the action ends: after its last batch, or when it is canceled or fails. */
  finish(total: Total): Promise<void>;
}
