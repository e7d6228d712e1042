import type { Transaction } from "../db/database.ts";
import { prepared, sql } from "../db/sql.ts";
import {
  type ActionRecord,
  type ActionStatus,
  addedUp,
  recordAsWritten,
  type Skipped,
  warnedOf,
} from "./action-record.ts";
import type { Outcome } from "./carry-out.ts";
import { announce } from "./progress.ts";
import type { Total, Work } from "./work.ts";

/** Ends an action with its exact counts. */
export async function finishAction(
  tx: Transaction,
  { accountId, actionId }: ActionRecord,
  work: Work,
  status: Exclude<ActionStatus, "RUNNING">,
  total: Total,
  failure: string | null = null,
): Promise<ActionRecord> {
  await work.finish(total);
  return await tx.one(
    prepared(sql`
    update lead_action
    set status = ${status}, matched = ${total.matched}, changed = ${total.changed}, deleted = ${total.deleted},
      callbacks_deleted = ${total.callbacksDeleted}, skipped = ${JSON.stringify(total.skipped)},
      warnings = ${JSON.stringify(total.warnings ?? [])}, failure = ${failure},
      finished_at = clock_timestamp()
    where account_id = ${accountId} and action_id = ${actionId}
    returning ${recordAsWritten}
  `),
  );
}

/** Ends an action that was worked on in batches: adds up what they did and drops them. */
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
    skipped: addedUp(batches.flatMap((batch): Skipped[] => batch.skipped)),
    warnings: warnedOf(batches),
  };
  await announce(tx, accountId, actionId);
  return await finishAction(tx, record, work, status, total, failure);
}
