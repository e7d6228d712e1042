import { demandStorable } from "../../check.ts";
import type { Transaction, Tx } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import { addedUp } from "../engine/action-record.ts";
import { answerOf, claimKey, keepAnswer } from "../engine/idempotency.ts";
import { leftOut, loadAction } from "../lead-files/load-action.ts";
import type { Load, LoadResult } from "./load-leads.ts";

/** Records a load of rows as a lead action. What it came to before, if it was sent already. */
export async function recordAction(tx: Transaction, load: Load): Promise<{ actionId: number; first?: LoadResult }> {
  const { accountId, caller, once, now } = load;
  const params = paramsOf(load);
  for (const [field, value] of Object.entries(params)) demandStorable(value, field);
  // Nobody sees it before it is over.
  const { action_id: actionId } = await tx.one<{ action_id: number }>(
    prepared(sql`
      insert into lead_action (account_id, action, status, criteria, params, user_id, requested_by, created_at)
      values (${accountId}, ${loadAction}, 'DONE', '{}', ${JSON.stringify(params)}, ${caller.userId}, ${caller.name}, ${now})
      returning action_id
    `),
  );
  const earlier = await claimKey(tx, accountId, caller.userId, once, actionId, now);
  if (earlier === undefined) return { actionId };
  await tx.execute(sql`delete from lead_action where account_id = ${accountId} and action_id = ${actionId}`);
  return { actionId, first: (await answerOf(tx, accountId, caller.userId, once)) as LoadResult };
}

const paramsOf = ({
  campaignId,
  dialGroupId,
  listId,
  description,
  listState,
  dialPriority,
  duplicateHandling,
  timeZoneOption,
  dncTags,
  numberOriginCountry,
  internationalNumberFormat,
  archiveAt,
}: Load) => ({
  campaignId,
  dialGroupId,
  listId,
  description,
  listState,
  dialPriority,
  duplicateHandling,
  timeZoneOption,
  dncTags,
  numberOriginCountry,
  internationalNumberFormat,
  archiveAt,
});

/** Gives the record of the load its counts, and keeps the answer under the request's key. */
export async function recordResult(
  tx: Tx,
  { accountId, campaignId, caller, once }: Load,
  loadId: number | undefined,
  result: LoadResult,
): Promise<void> {
  const { listId, timeZoneOption, supplied, accepted, inserted, duplicates, dncRemoved } = result;
  const skipped = addedUp(
    [
      { reason: leftOut.INVALID, count: supplied - accepted },
      { reason: leftOut.DUPLICATE, count: duplicates },
      { reason: leftOut.DNC, count: dncRemoved },
    ].filter(({ count }) => count > 0),
  );
  const settled = { campaignId, listId, loadId, timeZoneOption };
  await tx.execute(
    prepared(sql`
      update lead_action
      set matched = ${supplied}, changed = ${inserted}, skipped = ${JSON.stringify(skipped)}, settled = ${JSON.stringify(settled)},
        finished_at = clock_timestamp()
      where account_id = ${accountId} and action_id = ${result.actionId}
    `),
  );
  await keepAnswer(tx, accountId, caller.userId, once, result);
}
