import type { Transaction } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import { enqueueRefill, queueChanged } from "../../dial-queue/queue-changed.ts";
import {
  type ActionRecord,
  type ActionStatus,
  recordAsWritten,
  type SkipCount,
  sumByReason,
  sumWarnings,
} from "./action-record.ts";
import type { Outcome } from "./carry-out.ts";
import { notifyProgress } from "./progress.ts";
import type { Total, Work } from "./work.ts";

/** Ends an action with its exact counts. `settled` replaces the settled parameters if given. */
export async function finishAction(
  tx: Transaction,
  { accountId, actionId }: ActionRecord,
  work: Pick<Work, "finish">,
  status: Exclude<ActionStatus, "RUNNING">,
  total: Total,
  { failure = null, settled = null }: { failure?: string | null; settled?: object | null } = {},
): Promise<ActionRecord> {
  await work.finish(total);
  return await tx.one(
    prepared(sql`
    update lead_action
    set status = ${status}, matched = ${total.matched}, changed = ${total.changed}, deleted = ${total.deleted},
      callbacks_deleted = ${total.callbacksDeleted}, skipped = ${JSON.stringify(total.skipped)},
      warnings = ${JSON.stringify(total.warnings ?? [])}, failure = ${failure},
      settled = coalesce(${settled === null ? null : JSON.stringify(settled)}::jsonb, settled), finished_at = clock_timestamp()
    where account_id = ${accountId} and action_id = ${actionId}
    returning ${recordAsWritten}
  `),
  );
}

/** Ends an action that ran in batches: adds up their counts, deletes them, and has dial queues refilled. */
export async function finishBatches(
  tx: Transaction,
  record: ActionRecord,
  work: Work,
  status: Exclude<ActionStatus, "RUNNING">,
  failure: string | null = null,
): Promise<ActionRecord> {
  const { accountId, actionId } = record;
  const batches = await tx.query<Outcome & { leadCount: number }>(sql`
    delete from lead_action_batch where account_id = ${accountId} and action_id = ${actionId}
    returning lead_count as "leadCount", changed, deleted, callbacks_deleted as "callbacksDeleted", skipped, warnings
  `);
  const sum = (of: (batch: (typeof batches)[number]) => number) => batches.reduce((all, batch) => all + of(batch), 0);
  const total = {
    matched: sum((batch) => batch.leadCount),
    changed: sum((batch) => batch.changed),
    deleted: sum((batch) => batch.deleted),
    callbacksDeleted: sum((batch) => batch.callbacksDeleted),
    skipped: sumByReason(batches.flatMap((batch): SkipCount[] => batch.skipped)),
    warnings: sumWarnings(batches),
  };
  if (work.requeues || status !== "DONE") await queueChanged(tx, accountId, "eligibility");
  await enqueueRefill(tx, accountId, await recentlyFilled(tx, accountId));
  await notifyProgress(tx, accountId, actionId);
  return await finishAction(tx, record, work, status, total, { failure });
}

/**
 * Campaigns being dialed, by queue refills in the last ten minutes. Refilling them right after a large action spares
 * the next claims the wait.
 */
async function recentlyFilled(tx: Transaction, accountId: number): Promise<number[]> {
  const campaigns = await tx.query<{ campaignId: number }>(sql`
    select campaign_id as "campaignId" from dial_queue_fill where account_id = ${accountId} and filled_at > now() - interval '10 minutes'
  `);
  return campaigns.map(({ campaignId }) => campaignId);
}
