import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { Transaction, Tx } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Criteria } from "../search/criteria.ts";
import { type ActionRecord, readAction, recordAsWritten } from "./action-record.ts";

/** Who asks for an action: a user, or a program without one. */
export interface Requester {
  userId: number | null;
  name: string;
}

/** What is recorded of an action when it is opened. */
interface NewAction {
  action: string;
  criteria?: Criteria;
  params: object;
  settled?: object;
  allLeads?: boolean;
  limit?: number | undefined;
  stops?: boolean;
  undoOf?: number;
  /** Its batches are made in the same transaction. */
  isPlanned?: boolean;
  once: IdempotencyKey | undefined;
}

/**
 * Records an action as RUNNING, in the transaction that accepts it. If the request was sent before, nothing is recorded, and the record is that
 * of the action that came of it then.
 */
export async function openAction(
  tx: Transaction,
  accountId: number,
  caller: Requester,
  { criteria = {}, settled = {}, allLeads = false, stops = false, isPlanned = false, ...asked }: NewAction,
  now: Date,
): Promise<{ record: ActionRecord; isRepeated: boolean }> {
  const record = await tx.one<ActionRecord>(
    prepared(sql`
      insert into lead_action (account_id, action, status, criteria, params, settled, all_leads, lead_limit, stops, undo_of, user_id,
        requested_by, created_at, planned_at)
      values (${accountId}, ${asked.action}, 'RUNNING', ${JSON.stringify(criteria)}, ${JSON.stringify(asked.params)},
        ${JSON.stringify(settled)}, ${allLeads}, ${asked.limit ?? null}, ${stops}, ${asked.undoOf ?? null}, ${caller.userId},
        ${caller.name}, ${now}, ${isPlanned ? now : null})
      returning ${recordAsWritten}
    `),
  );
  const { actionId } = record;
  const earlier =
    caller.userId === null
      ? undefined
      : await recordIdempotencyKey(tx, accountId, caller.userId, asked.once, actionId, now);
  if (earlier === undefined) return { record, isRepeated: false };
  // The row just made must not stay beside the first one's.
  await tx.execute(sql`delete from lead_action where account_id = ${accountId} and action_id = ${actionId}`);
  return { record: await readAction(tx, accountId, earlier), isRepeated: true };
}

/** The Idempotency-Key of a request, and all that must be the same when it comes again. */
export interface IdempotencyKey {
  key: string;
  request: unknown;
}

const keptFor = 7 * 24 * 60 * 60 * 1000;

/** Keeps the request under its key. The id of the action that came of it before, if it was sent already; refuses the key for another request. */
async function recordIdempotencyKey(
  tx: Transaction,
  accountId: number,
  userId: number,
  once: IdempotencyKey | undefined,
  actionId: number,
  now: Date,
): Promise<number | undefined> {
  if (!once) return undefined;
  const hash = hashOf(once);
  // A request that is under way with this key is waited for.
  const claimed = await tx.execute(sql`
    insert into idempotency (account_id, user_id, key, request_hash, action_id, created_at)
    values (${accountId}, ${userId}, ${once.key}, ${hash}, ${actionId}, ${now})
    on conflict do nothing
  `);
  if (claimed === 1) return undefined;
  return (await kept(tx, accountId, userId, once))?.actionId;
}

interface IdempotencyRecord {
  actionId: number;
  answer: unknown;
}

/** What is kept under the key; refuses the key for another request. */
async function kept(
  tx: Tx,
  accountId: number,
  userId: number,
  once: IdempotencyKey,
): Promise<IdempotencyRecord | undefined> {
  const found = await tx.maybe<IdempotencyRecord & { hash: Buffer }>(sql`
    select action_id as "actionId", answer, request_hash as hash from idempotency
    where account_id = ${accountId} and user_id = ${userId} and key = ${once.key}
  `);
  if (found && !found.hash.equals(hashOf(once)))
    throw refuse("IDEMPOTENCY_CLASH", { key: once.key, actionId: found.actionId });
  return found;
}

/** The answer that was kept for the request, if it was sent before. */
export async function answerOf(
  tx: Tx,
  accountId: number,
  userId: number,
  once: IdempotencyKey | undefined,
): Promise<unknown> {
  return once ? ((await kept(tx, accountId, userId, once))?.answer ?? undefined) : undefined;
}

/** Keeps the answer to a request that says more than its action's record, for when it is sent again. */
export async function keepAnswer(
  tx: Tx,
  accountId: number,
  userId: number,
  once: IdempotencyKey | undefined,
  answer: object,
): Promise<void> {
  if (!once) return;
  await tx.execute(sql`
    update idempotency set answer = ${JSON.stringify(answer)}
    where account_id = ${accountId} and user_id = ${userId} and key = ${once.key}
  `);
}

export const hashOf = ({ request }: IdempotencyKey) =>
  createHash("sha256")
    .update(JSON.stringify(sorted(request)))
    .digest();

// 1,000 rows take a few milliseconds; then others get their turn.
const atATime = 1000;

/** What stands for many rows in a request that must be the same when it comes again. */
export async function digestOf(rows: readonly unknown[]): Promise<string> {
  const hash = createHash("sha256");
  for (let start = 0; start < rows.length; start += atATime) {
    if (start > 0) await breathe();
    hash.update(JSON.stringify(sorted(rows.slice(start, start + atATime))));
  }
  return hash.digest("base64");
}

/** With the fields of objects in one order: it is the same request in whatever order a client writes them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}

/** Forgets keys after seven days. Returns how many. */
export async function dropOldKeys(db: Tx, now: Date): Promise<number> {
  return await db.execute(sql`delete from idempotency where created_at < ${new Date(now.getTime() - keptFor)}`);
}
