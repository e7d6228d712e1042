import type { Tx } from "./database.ts";
import { sql } from "./sql.ts";

/** The channel that tells waiting dialers which accounts may have new dialable leads. */
export const dialableChannel = "dialable";

/**
 * Wakes dialers that wait for leads of the account, once the transaction has committed. A missing announcement leaves a
 * dialer waiting; a superfluous one costs one look.
 */
export async function announceDialable(tx: Tx, accountId: number): Promise<void> {
  await tx.query(sql`select pg_notify(${dialableChannel}, ${String(accountId)})`);
}
