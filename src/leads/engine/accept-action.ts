import type { Database, Transaction } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { convert, problems, refuseProblem } from "../../validation/check.ts";
import { requireSmallJson } from "../../validation/json-size.ts";
import type { LeadAction } from "../action.ts";
import { findAction } from "../catalogue.ts";
import { loadAction } from "../files/load-action.ts";
import { actionCondition, type Criteria } from "../search/criteria.ts";
import type { Scope } from "../search/scope.ts";
import { type ActionRecord, readAction } from "./action-record.ts";
import { beginAction, storeSettled } from "./begin-action.ts";
import { type IdempotencyKey, openAction, type Requester } from "./open-action.ts";
import { stopsWith } from "./work-of.ts";

export interface ActionRequest {
  action: LeadAction;
  criteria: Criteria;
  /** paramMap as the client sent it. */
  params: object;
  /** The client confirms that empty criteria mean every lead of the account. */
  allLeads: boolean;
  /** Only the first leads that match, by lead id. */
  limit?: number | undefined;
  once?: IdempotencyKey | undefined;
  /** Up to this many leads are changed in the accepting transaction; absent: 2,000. */
  inline?: number;
  /** The outcome of a call causes it, so no quota refuses it. */
  afterCall?: true;
}

/**
 * Accepts an action: checks it, records it, and runs a small one at once. A large one is RUNNING when this returns and
 * continues in the background until it is done, whatever happens to this process. A refusal leaves nothing changed or
 * recorded.
 */
export async function acceptAction(
  db: Database,
  scope: Scope,
  caller: Requester,
  request: ActionRequest,
  now: Date,
): Promise<ActionRecord> {
  return await db.transaction((tx) => acceptWithin(tx, scope, caller, request, now));
}

/** The same within the caller's transaction. */
export async function acceptWithin(
  tx: Transaction,
  scope: Scope,
  caller: Requester,
  request: ActionRequest,
  now: Date,
): Promise<ActionRecord> {
  const { action, criteria, allLeads, limit, once, afterCall } = request;
  const params = checkedParams(action, request.params);
  const condition = actionCondition(criteria, scope, allLeads);
  const stops = stopsWith(action, params);
  const asked = { action: action.name, criteria, params, settled: params, allLeads, limit, stops, once };
  const { record, isRepeated } = await openAction(tx, scope.accountId, caller, asked, now);
  if (isRepeated) return record;
  const { actionId } = record;
  const run = { tx, scope, actionId, requestedBy: caller.name, now, criteria, afterCall, bulk: false, condition };
  const settled = await action.accept?.(params, run);
  return await beginAction(
    tx,
    settled ? await storeSettled(tx, record, settled) : record,
    stops,
    request.inline,
    scope,
  );
}

/** The parameters converted to the action's schema ("9" becomes 9). Refuses what does not fit. */
export function checkedParams(action: LeadAction, given: object): Record<string, unknown> {
  requireSmallJson(given, "leadActionParams.paramMap");
  const params = convert(action.params, given) as Record<string, unknown>;
  const problem = problems(action.params, params, "leadActionParams.paramMap")[0];
  if (problem) throw refuseProblem(problem);
  // The record shows what the action goes by, so keys that mean nothing are dropped.
  return Object.fromEntries(Object.entries(params).filter(([name]) => Object.hasOwn(action.params.properties, name)));
}

/**
 * Accepts the undo of an action. The undo is an action itself; a small one is done when this returns. Refuses an action
 * that cannot be undone, is still running, or was already undone.
 */
export async function acceptUndo(
  db: Database,
  accountId: number,
  caller: Requester,
  undoOf: number,
  once: IdempotencyKey | undefined,
  now: Date,
  inline?: number,
): Promise<ActionRecord> {
  return await db.transaction(async (tx) => {
    const asked = { action: "UNDO", params: {}, undoOf, once };
    const { record, isRepeated } = await openAction(tx, accountId, caller, asked, now);
    if (isRepeated) return record;
    const { settled } = await prepareUndo(tx, accountId, undoOf, record.actionId);
    return await beginAction(tx, await storeSettled(tx, record, settled), false, inline);
  });
}

/**
 * Links the undo to the action it undoes and locks that action's row. Restores the target list if an earlier undo
 * removed it. Returns the undone action with the undo's settled parameters.
 */
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

/** True if the action can be undone now, otherwise why not. */
export function undoability(record: ActionRecord): true | string {
  const undoable = undoabilityForGood(record);
  if (undoable !== true) return undoable;
  if (record.status === "RUNNING") return "it is still running; cancel it first, or wait";
  if (record.undoneBy !== null) return `it was already undone, by action ${record.undoneBy}`;
  return true;
}

/** The part of the answer that never changes, except that a load may still get its first lead while it runs. */
function undoabilityForGood(record: ActionRecord): true | string {
  const root = rootActionOf(record);
  if (root !== loadAction) return findAction(root).undoable;
  if (record.undoOf !== null) return "the leads that it removed are gone; load them again";
  return record.changed > 0 || record.status === "RUNNING" || "it loaded no lead";
}

/** The action that a chain of undos starts from. */
const rootActionOf = (record: ActionRecord): string =>
  record.undoOf === null ? record.action : String(record.settled.rootAction);

/** `again`: undoing this redoes the root action, since it was undone an odd number of times. */
function rootOf(undone: ActionRecord): { root: number; again: boolean } {
  if (undone.undoOf === null) return { root: undone.actionId, again: false };
  return { root: Number(undone.settled.root), again: undone.settled.again !== true };
}

/** Recreates, under its old id, the list that the undone undo removed, so that its leads can return to it. */
async function restoreList(tx: Transaction, accountId: number, { settled }: ActionRecord): Promise<void> {
  if (settled.removedList === undefined) return;
  await tx.execute(sql`
    insert into lead_list
    select made.* from jsonb_populate_record(null::lead_list, ${JSON.stringify(settled.removedList)}) as made
    where exists (select from campaign where campaign.account_id = ${accountId} and campaign.campaign_id = made.campaign_id)
      and not exists (select from lead_list where lead_list.account_id = ${accountId} and lead_list.list_id = made.list_id)
  `);
}
