import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { verifyPassword } from "./passwords.ts";
import { countFailure, requireFewFailures } from "./sign-in-throttle.ts";

/**
 * Refuses an unknown API client or a wrong secret with CLIENT_INVALID. Guesses are throttled like those at passwords.
 */
export async function requireClient(
  tx: Tx,
  client: { id: string; secret: string; address: string },
  now: Date,
): Promise<void> {
  const attempt = { userName: `client ${client.id}`, address: client.address };
  await requireFewFailures(tx, attempt, now);
  const known = await tx.maybe<{ secretHash: string }>(sql`
    select secret_hash as "secretHash" from oauth_client where client_id = ${client.id}
  `);
  if (await verifyPassword(known?.secretHash, client.secret)) return;
  await countFailure(tx, attempt, now);
  throw refuse("CLIENT_INVALID");
}
