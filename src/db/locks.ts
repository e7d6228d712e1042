import type { Tx } from "./database.ts";
import { prepared, type Sql, sql } from "./sql.ts";

/*
 * Every lock that several transactions may want, and the order in which to take them, so that none wait in a circle.
 *
 * Advisory locks, from left to right: S shared, X exclusive, T only tried. Each kind has its own key space.
 *
 *                          action  claims  attempts passTarget refill  campaignPhones phone   deletions exportFile
 *   batch of an action     S or X  (X)                                                        (S)
 *   plan, cancel, end one  X
 *   accept a large stop            X
 *   close an account               X
 *   claim                          S       (X)
 *   dial status, queue             S
 *   pass that moves a lead                          X
 *   refill                         X, then                     X
 *   load, to 100 phones                                                S              X
 *   load, more phones                                                  X
 *   end DNC entries                X
 *   select for export                                                                         X
 *   write an export                                                                                     T
 *   create what a quota limits: `quota`, X, only near the limit; its holders wait for nobody who wants it
 *
 * In parentheses: batches that free do-not-call numbers or delete leads; claims while attempts per number are limited.
 * A refill takes its two locks in two transactions.
 *
 * Rows:
 *
 *   account ─▶ campaign ─▶ lead_list ─▶ lead_action ─▶ lead_action_batch ─▶ claim_request ─▶ claim ─▶ agent ──┐
 *              dial_queue (by lead) ◀── dial_queue_fill ◀── held_number (by phone) ◀── lead (by id) ◀──────────┘
 *
 * Where the order can't be kept, a transaction skips locked rows instead of waiting: a claim first queues due leads
 * (dial_queue_fill, dial_queue) and then skips locked leads; sweeps and DIALER_REFRESH skip locked claims. A completion
 * that credits a copy's original locks the copy first. Should a deadlock arise anyway, `db.transaction` runs the ended
 * transaction again.
 *
 * `claims`, `passTarget` and `deletions` may be taken with rows locked, because their holders never wait for rows of
 * leads, lists or do-not-call entries.
 */

/** The kinds of advisory locks, in order, with the first half of their keys. */
export const lockKinds = {
  /**
   * One lead action: shared by its batches, exclusive for planning, canceling and ending it, and for batches that must
   * run in order. Not its row's lock, which is unfair: overlapping batches would shut out whoever wants to cancel.
   */
  action: 0xac7,
  /**
   * One account's claims, shared. Exclusive for what changes the rules for all of them: accepting stops, deleting
   * do-not-call entries, refills.
   */
  claims: 0x1ead,
  /**
   * One account's claims, one at a time while attempts per number are limited: two could both use a number's last
   * attempt.
   */
  attempts: 0xd1a1,
  /** The list to which passes move leads in one campaign: two passes that end at once would both create it. */
  passTarget: 0xd1a2,
  /** The refill of one campaign's dial queue. Others that want it wait, then use its result. */
  refill: 0xd1a3,
  /** All unique phones of one campaign: shared by loads of few phones, exclusive for loads of many. */
  campaignPhones: 0xf0a1,
  /**
   * One unique phone of a campaign: the second of two loads sees the first one's lead. Taken in the order of their
   * keys.
   */
  phone: 0xf0a2,
  /** One account's deletions, shared. Exclusive for exports between selecting leads and reading them. */
  deletions: 0xde1,
  /** One quota of an account or user, near its limit: of two who would take the last one, the second is refused. */
  quota: 0x900a,
  /** The file of one export, written by one job at a time. */
  exportFile: 0xf11e,
} as const;
export type LockKind = keyof typeof lockKinds;

// Ids are not hashed, so that they can be read in pg_locks.
const keyOf = (key: number | string): Sql => (typeof key === "number" ? sql`hashint8(${key})` : sql`hashtext(${key})`);

/** Takes the lock exclusively; waits for everybody who holds it. Ends with the transaction, like all of these. */
export async function lock(tx: Tx, kind: LockKind, key: number | string): Promise<void> {
  await tx.query(prepared(sql`select pg_advisory_xact_lock(${lockKinds[kind]}, ${keyOf(key)})`));
}

/** Takes the lock together with others that share it. */
export async function lockShared(tx: Tx, kind: LockKind, key: number | string): Promise<void> {
  await tx.query(prepared(sql`select pg_advisory_xact_lock_shared(${lockKinds[kind]}, ${keyOf(key)})`));
}

/** Takes the lock if nobody holds it; doesn't wait. */
export async function tryLock(tx: Tx, kind: LockKind, key: number | string): Promise<boolean> {
  const { locked } = await tx.one<{ locked: boolean }>(
    sql`select pg_try_advisory_xact_lock(${lockKinds[kind]}, ${keyOf(key)}) as locked`,
  );
  return locked;
}

/** Takes many locks of one kind, in the order of their keys for everybody. */
export async function lockEach(tx: Tx, kind: LockKind, keys: readonly string[]): Promise<void> {
  await tx.query(sql`
    select pg_advisory_xact_lock(${lockKinds[kind]}, key)
    from (select distinct hashtext(text) as key from unnest(${keys}::text[]) as text order by key) as keys
  `);
}

/**
 * Waits for the account's claims under way, some milliseconds, and lets none begin before this transaction ends. Later
 * claims see what it has done.
 */
export const lockOutClaims = (tx: Tx, accountId: number): Promise<void> => lock(tx, "claims", accountId);

/** From here to the end of the transaction nobody gets past lockOutClaims, so rules read after this stay true. */
export const holdRules = (tx: Tx, accountId: number): Promise<void> => lockShared(tx, "claims", accountId);

/**
 * The same for a transaction that only looks up a handful of rows by key. Forbids sequential scans, so that the planner
 * uses indexes even if it planned a statement when the tables were small.
 */
export async function holdRulesByKey(tx: Tx, accountId: number): Promise<void> {
  await tx.query(
    prepared(sql`
      select pg_advisory_xact_lock_shared(${lockKinds.claims}, hashint8(${accountId})), set_config('enable_seqscan', 'off', true)
    `),
  );
}
