import type { Tx } from "./database.ts";
import { prepared, type Sql, sql } from "./sql.ts";

/**
 * Every advisory lock, in the order in which a transaction takes them; all last until its end. Each has a kind and a key within it, so that locks of two kinds never meet.
 * Row locks are taken after them, and in this order: lead_action, campaign, lead_list, claim, lead by id, dial_queue_fill, dial_queue and held_number.
 */
const kinds = {
  /** Claims of an account, shared, against what changes the rules for all of them at once: stops that are accepted, entries taken off do-not-call lists, refills. */
  claims: 0x1ead,
  /** Claims of an account one after the other, while attempts by number count: two of them would both see a number's last attempt free. */
  attempts: 0xd1a1,
  /** The list that passes of one campaign move their leads to: two passes that end at once would both make it. */
  passTarget: 0xd1a2,
  /** The refill of a campaign's dial queue: whoever else wants it waits, and uses what it found. */
  refill: 0xd1a3,
} as const;

const exclusive = (kind: keyof typeof kinds, key: number): Sql =>
  sql`select pg_advisory_xact_lock(${kinds[kind]}, hashint8(${key}))`;

/** Waits some milliseconds for the account's claims under way, and lets none begin before this transaction is over; those that come then see what it has done. */
export async function lockOutClaims(tx: Tx, accountId: number): Promise<void> {
  await tx.query(exclusive("claims", accountId));
}

/** From here to the end of the transaction nobody gets past lockOutClaims, so the rules that are read after this hold. */
export async function holdRules(tx: Tx, accountId: number): Promise<void> {
  await tx.query(prepared(sql`select pg_advisory_xact_lock_shared(${kinds.claims}, hashint8(${accountId}))`));
}

/**
 * The same for a transaction that looks up a handful of rows by their keys. Without whole tables the planner has only the indexes to choose from, whatever it knows of tables
 * that were small when a statement was first planned.
 */
export async function holdRulesByKey(tx: Tx, accountId: number): Promise<void> {
  await tx.query(
    prepared(sql`
      select pg_advisory_xact_lock_shared(${kinds.claims}, hashint8(${accountId})), set_config('enable_seqscan', 'off', true)
    `),
  );
}

export async function lockAttempts(tx: Tx, accountId: number): Promise<void> {
  await tx.query(exclusive("attempts", accountId));
}

export async function lockPassTarget(tx: Tx, campaignId: number): Promise<void> {
  await tx.query(exclusive("passTarget", campaignId));
}

export async function lockRefill(tx: Tx, campaignId: number): Promise<void> {
  await tx.query(exclusive("refill", campaignId));
}
