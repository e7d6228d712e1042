import { timingSafeEqual } from "node:crypto";
import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { addressBlock } from "./guesses/address-block.ts";
import { countAttempt, takeBackAttempt } from "./guesses/sign-in-throttle.ts";
import { verifyPassword } from "./passwords/passwords.ts";
import { sha256 } from "./session.ts";

/** The fewest characters of a client secret. So long a secret can't be guessed over the network. */
export const clientSecretLength = 16;
const prefix = "sha256:";

/** What is stored of a client secret. */
export const hashClientSecret = (secret: string) => prefix + sha256(secret).toString("base64url");

/**
 * Refuses an unknown API client or a wrong secret with CLIENT_INVALID. A right secret always passes, however many wrong
 * ones others send: client ids are public, so anybody could shut out an integration otherwise.
 */
export async function requireClient(
  db: Database,
  client: { id: string; secret: string; address: string },
  now: Date,
): Promise<void> {
  const known = await db.maybe<{ secretHash: string }>(sql`
    select secret_hash as "secretHash" from oauth_client where client_id = ${client.id}
  `);
  if (!known) throw refuse("CLIENT_INVALID");
  if (!known.secretHash.startsWith(prefix)) return await requireOldSecret(db, client, known.secretHash, now);
  const expected = Buffer.from(known.secretHash.slice(prefix.length), "base64url");
  if (!timingSafeEqual(expected, sha256(client.secret))) throw refuse("CLIENT_INVALID");
}

/**
 * Checks a secret that an earlier version stored like a password. It may be short, so wrong ones count toward limits,
 * but only for the address they come from. A long one is stored anew once it was right, and has no limits from then on.
 */
async function requireOldSecret(
  db: Database,
  { id, secret, address }: { id: string; secret: string; address: string },
  secretHash: string,
  now: Date,
): Promise<void> {
  const block = addressBlock(address);
  const limits = [
    { scope: "client at address", name: id, address: block, most: 10, minutes: 5 },
    { scope: "clients at address", name: "", address: block, most: 60, minutes: 5 },
  ];
  const attempt = await countAttempt(db, limits, now);
  if (!(await verifyPassword(secretHash, secret))) throw refuse("CLIENT_INVALID");
  await takeBackAttempt(db, attempt);
  if (secret.length < clientSecretLength) return;
  await db.execute(sql`
    update oauth_client set secret_hash = ${hashClientSecret(secret)} where client_id = ${id} and secret_hash = ${secretHash}
  `);
}
