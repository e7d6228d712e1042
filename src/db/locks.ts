import type { Tx } from "./database.ts";
import { prepared, type Sql, sql } from "./sql.ts";

/**
 * Every advisory lock. A transaction that takes several takes them in this order; each kind has keys of its own, so locks of two kinds never
 * meet. Rows are locked in this order: account, campaign, lead_list, lead_action and its batches, claim_request, claim, agent, lead by id,
 * dial_queue_fill, dial_queue, held_number by phone. `claims`, `passTarget` and `deletions` may be taken with rows held: who holds them already
 * never waits for rows of leads, lists, or do-not-call entries.
 */
export const kinds = {
  /**
   * An action: shared by its batches, exclusive for planning, canceling, and ending it. Not the lock of its row, since that one is unfair:
   * overlapping batches would keep others out.
   */
  action: 0xac7,
  /**
   * An account's claims, shared, against what changes the rules for all of them at once: accepted stops, entries taken off do-not-call lists,
   * refills.
   */
  claims: 0x1ead,
  /** An account's claims one after the other, while attempts by number count: two of them would both see a number's last attempt free. */
  attempts: 0xd1a1,
  /** The list that passes of one campaign move their leads to: two passes that end at once would both make it. */
  passTarget: 0xd1a2,
  /** The refill of a campaign's dial queue: whoever else wants it waits, and uses what it found. */
  refill: 0xd1a3,
  /** All unique phones of a campaign, shared by loads of a few phones, exclusive for loads of many. */
  campaignPhones: 0xf0a1,
  /** One unique phone of a campaign: of two loads the second sees the lead of the first. In the order of their keys. */
  phone: 0xf0a2,
  /** An account's deletions, shared, against exports that have selected leads and not read them yet. */
  deletions: 0xde1,
  /** The file of an export, which one job writes at a time. */
  exportFile: 0xf11e,
} as const;
export type Kind = keyof typeof kinds;

// Not hashed where it is an id, so that what pg_locks shows can be read.
const keyOf = (key: number | string): Sql => (typeof key === "number" ? sql`hashint8(${key})` : sql`hashtext(${key})`);

/** Waits for whoever holds the lock, shared or not; nobody else gets it before this transaction ends. */
export async function lock(tx: Tx, kind: Kind, key: number | string): Promise<void> {
  await tx.query(prepared(sql`select pg_advisory_xact_lock(${kinds[kind]}, ${keyOf(key)})`));
}

/** The same beside others that share it. */
export async function lockShared(tx: Tx, kind: Kind, key: number | string): Promise<void> {
  await tx.query(prepared(sql`select pg_advisory_xact_lock_shared(${kinds[kind]}, ${keyOf(key)})`));
}

/** The lock if nobody has it; does not wait. */
export async function tryLock(tx: Tx, kind: Kind, key: number | string): Promise<boolean> {
  const { locked } = await tx.one<{ locked: boolean }>(
    sql`select pg_try_advisory_xact_lock(${kinds[kind]}, ${keyOf(key)}) as locked`,
  );
  return locked;
}

/** Many locks of one kind, in one order for all who want some of them. */
export async function lockEach(tx: Tx, kind: Kind, keys: readonly string[]): Promise<void> {
  await tx.query(sql`
    select pg_advisory_xact_lock(${kinds[kind]}, key)
    from (select distinct hashtext(text) as key from unnest(${keys}::text[]) as text order by key) as keys
  `);
}

/**
 * Waits some milliseconds for the account's running claims, and lets none begin before this transaction is over; those that come then see what
 * it has done.
 */
export const lockOutClaims = (tx: Tx, accountId: number): Promise<void> => lock(tx, "claims", accountId);

/** From here to the end of the transaction nobody gets past lockOutClaims, so the rules that are read after this hold. */
export const holdRules = (tx: Tx, accountId: number): Promise<void> => lockShared(tx, "claims", accountId);

/**
 * The same for a transaction that looks up a handful of rows by their keys. Without whole tables the planner has only the indexes to choose
 * from, whatever it knows of tables that were small when a statement was first planned.
 */
export async function holdRulesByKey(tx: Tx, accountId: number): Promise<void> {
  await tx.query(
    prepared(sql`
      select pg_advisory_xact_lock_shared(${kinds.claims}, hashint8(${accountId})), set_config('enable_seqscan', 'off', true)
    `),
  );
}
