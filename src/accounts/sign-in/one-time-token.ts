import { randomBytes } from "node:crypto";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { sha256 } from "./session.ts";

/** What a token is for; none is accepted for another purpose. */
type Purpose = "challenge" | "authorization code" | "oidc start" | "oidc end" | "password link";

interface NewToken {
  purpose: Purpose;
  userId?: number;
  /** Kept with the token. */
  details?: object;
  /** How long it works. */
  seconds: number;
}

/** What a token stands for. */
export interface OneTimeToken<Details> {
  userId: number | null;
  details: Details;
}

/** Issues a token of 256 random bits that works once, and stores its hash. */
export async function issueOneTimeToken(tx: Tx, given: NewToken, now: Date): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + given.seconds * 1000);
  await tx.execute(sql`
    insert into one_time_token (token_hash, purpose, user_id, details, created_at, expires_at)
    values (${sha256(token)}, ${given.purpose}, ${given.userId ?? null}, ${JSON.stringify(given.details ?? {})}, ${now}, ${expiresAt})
  `);
  return token;
}

/** What a token stands for, without using it up; undefined if it is unknown, used, or expired. */
export async function readOneTimeToken<Details extends object>(
  tx: Tx,
  purpose: Purpose,
  token: string,
  now: Date,
): Promise<OneTimeToken<Details> | undefined> {
  return await tx.maybe<OneTimeToken<Details>>(sql`
    select user_id as "userId", details from one_time_token
    where token_hash = ${sha256(token)} and purpose = ${purpose} and used_at is null and expires_at > ${now}
  `);
}

/** Uses a token up. Of two who try at once, one gets what it stands for, and the other undefined. */
export async function useOneTimeToken<Details extends object>(
  tx: Tx,
  purpose: Purpose,
  token: string,
  now: Date,
): Promise<OneTimeToken<Details> | undefined> {
  return await tx.maybe<OneTimeToken<Details>>(sql`
    update one_time_token set used_at = ${now}
    where token_hash = ${sha256(token)} and purpose = ${purpose} and used_at is null and expires_at > ${now}
    returning user_id as "userId", details
  `);
}

/** Deletes tokens that expired more than a day ago; until then a second use is recognized as one. */
export async function deleteOldTokens(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`delete from one_time_token where expires_at < ${new Date(now.getTime() - 24 * 3_600_000)}`);
}
