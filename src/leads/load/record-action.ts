import type { Transaction } from "../../db/database.ts";
import { requireStorable } from "../../validation/check.ts";
import { type ActionRecord, sumByReason } from "../engine/action-record.ts";
import { finishAction } from "../engine/finish-action.ts";
import { openAction, readAnswer, storeAnswer } from "../engine/open-action.ts";
import { loadAction, loadSkipReasons } from "../files/load-action.ts";
import type { Load, LoadResult } from "./load.ts";

/** Records a load of rows as a lead action. `first` is the result of the first request if this one is repeated. */
export async function recordAction(tx: Transaction, load: Load): Promise<{ record: ActionRecord; first?: LoadResult }> {
  const { accountId, caller, once, now } = load;
  const params = paramsOf(load);
  for (const [field, value] of Object.entries(params)) requireStorable(value, field);
  const asked = { action: loadAction, params, once };
  const { record, isRepeated } = await openAction(tx, accountId, caller, asked, now);
  if (!isRepeated) return { record };
  return { record, first: (await readAnswer(tx, accountId, caller.userId, once)) as LoadResult };
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

/** Ends the action with the load's counts, and stores the answer for a repeated request. */
export async function recordResult(
  tx: Transaction,
  record: ActionRecord,
  { accountId, campaignId, caller, once }: Load,
  loadId: number | undefined,
  result: LoadResult,
): Promise<void> {
  const { listId, timeZoneOption, supplied, accepted, inserted, duplicates, dncRemoved } = result;
  const skipped = sumByReason(
    [
      { reason: loadSkipReasons.INVALID, count: supplied - accepted },
      { reason: loadSkipReasons.DUPLICATE, count: duplicates },
      { reason: loadSkipReasons.DNC, count: dncRemoved },
    ].filter(({ count }) => count > 0),
  );
  const settled = { campaignId, listId, loadId, timeZoneOption };
  const total = { matched: supplied, changed: inserted, deleted: 0, callbacksDeleted: 0, skipped };
  const finish = () => storeAnswer(tx, accountId, caller.userId, once, result);
  await finishAction(tx, record, { finish }, "DONE", total, { settled });
}
