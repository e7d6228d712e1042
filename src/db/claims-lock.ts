import type { Tx } from "./database.ts";
import { prepared, sql } from "./sql.ts";

// Locks of this kind have two halves; those with one key do not meet them.
const kind = 0x1ead;

/**
 * Waits for the claims of the account that are under way, and lets none begin before this transaction is over; those that come then see
 * what it has done. The wait is that for one claim, some milliseconds.
 */
export async function lockOutClaims(tx: Tx, accountId: number): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(${kind}, hashint8(${accountId}))`);
}

/** From here to the end of the transaction nobody gets past lockOutClaims, so what is read after this holds. */
export async function holdOffOthers(tx: Tx, accountId: number): Promise<void> {
  await tx.query(prepared(sql`select pg_advisory_xact_lock_shared(${kind}, hashint8(${accountId}))`));
}
