import type { Tx } from "./database.ts";
import { sql } from "./sql.ts";

/** The channel on which waiting dialers hear of accounts whose leads may have become dialable. */
export const dialableChannel = "dialable";

/** Wakes dialers that wait for leads of the account, once the transaction has committed. Missing one keeps a dialer waiting; one too many costs it a look. */
export async function announceDialable(tx: Tx, accountId: number): Promise<void> {
  await tx.query(sql`select pg_notify(${dialableChannel}, ${String(accountId)})`);
}
