import type { Transaction } from "../db/database.ts";
import { enqueue } from "../db/enqueue.ts";
import { sql } from "../db/sql.ts";
import { type ActionRecord, readAction } from "./action-record.ts";
import { bindClaims } from "./binding.ts";
import { finishAction } from "./finish-action.ts";
import { workOf } from "./work.ts";

/** Up to so many leads are changed in the transaction that accepts the action: about 20 ms of work. More are left to background jobs. */
export const inlineLeads = 2000;

/** Carries a small action out, and hands a large one over to the background. */
export async function begin(
  tx: Transaction,
  accountId: number,
  actionId: number,
  settled: object,
  stops: boolean,
  inline = inlineLeads,
): Promise<ActionRecord> {
  await tx.execute(sql`
    update lead_action
    set settled = ${JSON.stringify(settled)},
      last_lead_id = (select lead_id from lead where account_id = ${accountId} order by lead_id desc limit 1)
    where account_id = ${accountId} and action_id = ${actionId}
  `);
  const record = await readAction(tx, accountId, actionId);
  const work = await workOf(tx, record);
  const found = await tx.query<{ lead_id: number }>(
    sql`select * from (${work.selection}) as selected limit ${inline + 1}`,
  );
  if (found.length > inline) {
    if (stops) await bindClaims(tx, accountId);
    await enqueueWork(tx, accountId, actionId);
    return record;
  }
  const leadIds = found.map((row) => row.lead_id).sort((a, b) => a - b);
  const outcome =
    leadIds.length > 0 ? await work.batch(leadIds) : { changed: 0, deleted: 0, callbacksDeleted: 0, skipped: [] };
  return await finishAction(tx, record, work, "DONE", { ...outcome, matched: leadIds.length });
}

/** Two jobs, so that two instances, or two processors, share the work. */
async function enqueueWork(tx: Transaction, accountId: number, actionId: number): Promise<void> {
  for (const lane of [1, 2]) await enqueue(tx, "work-on-action", { accountId, actionId, lane });
}
