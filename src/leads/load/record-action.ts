import type { Transaction } from "../../db/database.ts";
import { requireStorable } from "../../validation/check.ts";
import { type ActionRecord, addedUp } from "../engine/action-record.ts";
import { finishAction } from "../engine/finish-action.ts";
import { answerOf, keepAnswer, openAction } from "../engine/open-action.ts";
import { leftOut, loadAction } from "../files/load-action.ts";
import type { Load, LoadResult } from "./load.ts";

/** Records a load of rows as a lead action. What it came to before, if it was sent already. */
export async function recordAction(tx: Transaction, load: Load): Promise<{ record: ActionRecord; first?: LoadResult }> {
  const { accountId, caller, once, now } = load;
  const params = paramsOf(load);
  for (const [field, value] of Object.entries(params)) requireStorable(value, field);
  const asked = { action: loadAction, params, once };
  const { record, isRepeated } = await openAction(tx, accountId, caller, asked, now);
  if (!isRepeated) return { record };
  return { record, first: (await answerOf(tx, accountId, caller.userId, once)) as LoadResult };
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

/** Ends the action with the load's counts, and keeps the answer under the request's key. */
export async function recordResult(
  tx: Transaction,
  record: ActionRecord,
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
  const total = { matched: supplied, changed: inserted, deleted: 0, callbacksDeleted: 0, skipped };
  const finish = () => keepAnswer(tx, accountId, caller.userId, once, result);
  await finishAction(tx, record, { finish }, "DONE", total, { settled });
}
