import type { Caller } from "../../accounts/caller.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { findAction } from "../catalogue.ts";
import { loadAction } from "../lead-files/load-action.ts";
import { type ActionRecord, readAction, recordAsWritten } from "./action-record.ts";
import { begin, settle } from "./begin-action.ts";
import { claimKey, type Once } from "./idempotency.ts";

/**
 * Accepts the undo of an action, which is an action itself: a small one is done when this returns. Refuses what cannot be undone, what is
 * still running, and what was undone already.
 */
export async function acceptUndo(
  db: Database,
  accountId: number,
  caller: Pick<Caller, "userId" | "name">,
  undoOf: number,
  once: Once | undefined,
  now: Date,
  inline?: number,
): Promise<ActionRecord> {
  return await db.transaction(async (tx) => {
    const record = await tx.one<ActionRecord>(sql`
      insert into lead_action (account_id, action, status, criteria, params, user_id, requested_by, created_at, undo_of)
      values (${accountId}, 'UNDO', 'RUNNING', '{}', '{}', ${caller.userId}, ${caller.name}, ${now}, ${undoOf})
      returning ${recordAsWritten}
    `);
    const { actionId } = record;
    const earlier = await claimKey(tx, accountId, caller.userId, once, actionId, now);
    if (earlier !== undefined) {
      await tx.execute(sql`delete from lead_action where account_id = ${accountId} and action_id = ${actionId}`);
      return await readAction(tx, accountId, earlier);
    }
    const { settled } = await prepareUndo(tx, accountId, undoOf, actionId);
    return await begin(tx, await settle(tx, record, settled), false, inline);
  });
}

/** Links the undo to what it undoes, which stays held until the transaction ends, and brings back a list that an undo had removed. */
export async function prepareUndo(
  tx: Transaction,
  accountId: number,
  undoOf: number,
  actionId: number,
): Promise<ActionRecord> {
  await tx.query(sql`select from lead_action where account_id = ${accountId} and action_id = ${undoOf} for update`);
  const undone = await readAction(tx, accountId, undoOf);
  const undoable = undoability(undone);
  if (undoable !== true) throw refuse("NOT_UNDOABLE", { actionId: undoOf, action: undone.action, reason: undoable });
  await restoreList(tx, accountId, undone);
  await tx.execute(
    sql`update lead_action set undone_by = ${actionId} where account_id = ${accountId} and action_id = ${undoOf}`,
  );
  const { root, again } = rootOf(undone);
  const settled = { root, rootAction: rootActionOf(undone), again };
  return { ...undone, settled };
}

/** True, or why the action cannot be undone now. */
export function undoability(record: ActionRecord): true | string {
  const undoable = lasting(record);
  if (undoable !== true) return undoable;
  if (record.status === "RUNNING") return "it is still running; cancel it first, or wait";
  if (record.undoneBy !== null) return `it was undone already, by action ${record.undoneBy}`;
  return true;
}

/** What holds of it whenever it is asked. */
function lasting(record: ActionRecord): true | string {
  const root = rootActionOf(record);
  if (root !== loadAction) return findAction(root).undoable;
  if (record.undoOf !== null) return "the leads that it took away are gone; load them again";
  return record.changed > 0 || record.status === "RUNNING" || "it loaded no lead";
}

/** The lead action at the root of a chain of undos. */
const rootActionOf = (record: ActionRecord): string =>
  record.undoOf === null ? record.action : String(record.settled.rootAction);

function rootOf(undone: ActionRecord): { root: number; again: boolean } {
  if (undone.undoOf === null) return { root: undone.actionId, again: false };
  return { root: Number(undone.settled.root), again: undone.settled.again !== true };
}

/** When an undo is undone, the list that it removed is there again, under its id, for the leads to return to. */
async function restoreList(tx: Transaction, accountId: number, { settled }: ActionRecord): Promise<void> {
  if (settled.removedList === undefined) return;
  await tx.execute(sql`
    insert into lead_list
    select made.* from jsonb_populate_record(null::lead_list, ${JSON.stringify(settled.removedList)}) as made
    where exists (select from campaign where campaign.account_id = ${accountId} and campaign.campaign_id = made.campaign_id)
      and not exists (select from lead_list where lead_list.account_id = ${accountId} and lead_list.list_id = made.list_id)
  `);
}
