import type { Tx } from "../../../db/database.ts";
import { sql } from "../../../db/sql.ts";
import { refuse } from "../../../errors.ts";
import type { Caller } from "../../caller.ts";
import { forgetAddresses } from "../guesses/known-addresses.ts";
import { revokeSessionsOf } from "../session.ts";

/** How many of a user's credentials: those that worked until now, not the expired ones. */
export interface CredentialCounts {
  sessions: number;
  apiTokens: number;
  jwtCredentials: number;
}

/** What a new password ended, and what still signs the user in. */
export interface EndedCredentials {
  ended: CredentialCounts;
  kept: CredentialCounts;
}

interface Kept {
  /** Keeps API tokens and JWT credentials, but no sessions. */
  keepCredentials?: boolean | undefined;
  /** The session that stays, with the one it was exchanged from. */
  exceptSession?: string | undefined;
}

/**
 * Stores the hash of a new password, and ends whatever the old one may have given to somebody else: sessions, API
 * tokens, JWT credentials, and the addresses that count as familiar.
 */
export async function setPassword(
  tx: Tx,
  userId: number,
  passwordHash: string,
  now: Date,
  kept: Kept = {},
): Promise<EndedCredentials> {
  await tx.execute(sql`
    update app_user set password_hash = ${passwordHash}, password_changed_at = ${now} where user_id = ${userId}
  `);
  await forgetAddresses(tx, userId);
  return await endCredentials(tx, userId, now, kept);
}

/** Ends a user's credentials. Lock the user's row first, so that none is made meanwhile. */
export async function endCredentials(tx: Tx, userId: number, now: Date, kept: Kept = {}): Promise<EndedCredentials> {
  const before = await countCredentials(tx, userId, now);
  await revokeSessionsOf(tx, userId, now, kept.exceptSession);
  // Sign-ins that are not complete, codes that were not exchanged, and mailed links.
  await tx.execute(sql`delete from one_time_token where user_id = ${userId}`);
  if (!kept.keepCredentials) {
    await tx.execute(sql`delete from api_token where user_id = ${userId}`);
    await tx.execute(sql`delete from jwt_credential where user_id = ${userId}`);
  }
  const after = await countCredentials(tx, userId, now);
  return {
    ended: {
      sessions: before.sessions - after.sessions,
      apiTokens: before.apiTokens - after.apiTokens,
      jwtCredentials: before.jwtCredentials - after.jwtCredentials,
    },
    kept: after,
  };
}

/** A session counts together with those exchanged from it. */
async function countCredentials(tx: Tx, userId: number, now: Date): Promise<CredentialCounts> {
  return await tx.one<CredentialCounts>(sql`
    select
      (select count(*) from session s where user_id = ${userId} and parent_session_id is null and revoked_at is null
        and (expires_at > ${now} or exists (
          select from session c where c.parent_session_id = s.session_id and c.revoked_at is null and c.expires_at > ${now}
        ))) as sessions,
      (select count(*) from api_token where user_id = ${userId} and (expires_at is null or expires_at > ${now})) as "apiTokens",
      (select count(*) from jwt_credential where user_id = ${userId} and (expires_at is null or expires_at > ${now})) as "jwtCredentials"
  `);
}

/**
 * Refuses with TOKEN_INVALID if the caller's own credential ended since the request began, and keeps it from ending
 * before this transaction does: nobody who is being shut out makes a credential in time.
 */
export async function holdOwnCredential(tx: Tx, caller: Caller): Promise<void> {
  const alive = await tx.maybe(sql`
    select from app_user u
    where user_id = ${caller.userId} and enabled and (
      exists (
        select from session s left join session p on p.session_id = s.parent_session_id
        where s.session_id = ${caller.sessionId ?? null} and s.revoked_at is null and p.revoked_at is null
      ) or exists (select from api_token where token_id = ${caller.tokenId ?? null})
    )
    for share of u
  `);
  if (!alive) throw refuse("TOKEN_INVALID");
}
