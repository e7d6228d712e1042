import { createHash } from "node:crypto";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { Transaction, Tx } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import type { Criteria } from "../search/criteria.ts";
import { type ActionRecord, readAction, recordAsWritten } from "./action-record.ts";

/** Who requests an action: a user, or a part of the program, which has no user id. */
export interface Requester {
  userId: number | null;
  name: string;
}

/** What to record of a new action. */
interface NewAction {
  action: string;
  criteria?: Criteria;
  params: object;
  settled?: object;
  allLeads?: boolean;
  limit?: number | undefined;
  stops?: boolean;
  undoOf?: number;
  /** The caller stores its batches in the same transaction. */
  isPlanned?: boolean;
  once: IdempotencyKey | undefined;
}

/**
 * Records an action as RUNNING, in the transaction that accepts it. If the request carries an Idempotency-Key that was
 * used before, records nothing and returns the action of the first request.
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
  // The key pointed to an earlier action, so the row just inserted must go.
  await tx.execute(sql`delete from lead_action where account_id = ${accountId} and action_id = ${actionId}`);
  return { record: await readAction(tx, accountId, earlier), isRepeated: true };
}

/** The Idempotency-Key of a request, and what must be the same when the request is repeated. */
export interface IdempotencyKey {
  key: string;
  request: unknown;
}

const keyLifetime = 7 * 24 * 60 * 60 * 1000;

/**
 * Stores the key of a request. Returns the id of the earlier action if the request was sent before; refuses the key if
 * it came with a different request.
 */
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
  // Waits for a transaction in progress with the same key, on the unique index.
  const claimed = await tx.execute(sql`
    insert into idempotency (account_id, user_id, key, request_hash, action_id, created_at)
    values (${accountId}, ${userId}, ${once.key}, ${hash}, ${actionId}, ${now})
    on conflict do nothing
  `);
  if (claimed === 1) return undefined;
  return (await readIdempotencyRecord(tx, accountId, userId, once))?.actionId;
}

interface IdempotencyRecord {
  actionId: number;
  answer: unknown;
}

/** The record of the key, if it was used. Refuses a key that came with a different request. */
async function readIdempotencyRecord(
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

/** The stored answer of an earlier request with this key, if there is one. */
export async function readAnswer(
  tx: Tx,
  accountId: number,
  userId: number,
  once: IdempotencyKey | undefined,
): Promise<unknown> {
  return once ? ((await readIdempotencyRecord(tx, accountId, userId, once))?.answer ?? undefined) : undefined;
}

/** Stores an answer that the action's record alone could not reproduce, to repeat it if the request comes again. */
export async function storeAnswer(
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

/** SHA-256 of the request, whatever the order of its fields. */
export const hashOf = ({ request }: IdempotencyKey) =>
  createHash("sha256")
    .update(JSON.stringify(withSortedKeys(request)))
    .digest();

// 1,000 rows take a few milliseconds; then other requests get their turn.
const rowsPerTurn = 1000;

/** A digest that represents many rows in IdempotencyKey.request. Yields to the event loop every 1,000 rows. */
export async function digestOf(rows: readonly unknown[]): Promise<string> {
  const hash = createHash("sha256");
  for (let start = 0; start < rows.length; start += rowsPerTurn) {
    if (start > 0) await yieldToEventLoop();
    hash.update(JSON.stringify(withSortedKeys(rows.slice(start, start + rowsPerTurn))));
  }
  return hash.digest("base64");
}

/** Sorts the fields of objects: a repeated request is the same whatever order the client writes them in. */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, withSortedKeys(inner)]);
}

/** Deletes idempotency records older than seven days. Returns how many. */
export async function dropOldKeys(db: Tx, now: Date): Promise<number> {
  return await db.execute(sql`delete from idempotency where created_at < ${new Date(now.getTime() - keyLifetime)}`);
}
