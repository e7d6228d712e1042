import { createHash } from "node:crypto";
import type { Transaction, Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { refuse } from "../errors.ts";

/** The Idempotency-Key of a request, and all that must be the same when it comes again. */
export interface Once {
  key: string;
  request: unknown;
}

const kept = 7 * 24 * 60 * 60 * 1000;

/** Keeps the request under its key. The id of the action that came of it before, if it was sent already; refuses the key for another request. */
export async function claimKey(
  tx: Transaction,
  accountId: number,
  userId: number,
  once: Once | undefined,
  actionId: number,
  now: Date,
): Promise<number | undefined> {
  if (!once) return undefined;
  const hash = createHash("sha256")
    .update(JSON.stringify(sorted(once.request)))
    .digest();
  // A request that is under way with this key is waited for.
  const claimed = await tx.execute(sql`
    insert into idempotency (account_id, user_id, key, request_hash, action_id, created_at)
    values (${accountId}, ${userId}, ${once.key}, ${hash}, ${actionId}, ${now})
    on conflict do nothing
  `);
  if (claimed === 1) return undefined;
  const first = await tx.one<{ action_id: number; request_hash: Buffer }>(sql`
    select action_id, request_hash from idempotency where account_id = ${accountId} and user_id = ${userId} and key = ${once.key}
  `);
  if (!first.request_hash.equals(hash)) throw refuse("IDEMPOTENCY_CLASH", { key: once.key, actionId: first.action_id });
  return first.action_id;
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
  return await db.execute(sql`delete from idempotency where created_at < ${new Date(now.getTime() - kept)}`);
}
