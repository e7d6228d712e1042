import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Database, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { readToken, signToken } from "./access-token.ts";
import { recordSignIn, type SignInWay } from "./record-sign-in.ts";

type Kind = "rc" | "voice";

/** Lifetimes of a session's tokens, in seconds. */
export interface Lifetimes {
  access: number;
  /** Absent: the session can't be refreshed. */
  refresh?: number;
}

const day = 24 * 3600;
export const lifetimes = {
  rc: { access: 3600, refresh: 7 * day },
  voice: { access: 300, refresh: 7 * day },
  /**
   * The legacy login has no refresh, so its tokens live longer: half a day, or 30 days for users who stay logged in.
   */
  legacy: { access: day / 2 },
  legacyStaying: { access: 30 * day },
} as const satisfies Record<string, Lifetimes>;

/** A session's tokens, handed out once. */
export interface Tokens {
  userId: number;
  sessionId: string;
  accessToken: string;
  refreshToken?: string;
  /** In seconds. */
  expiresIn: number;
  refreshExpiresIn?: number;
}

interface SessionRequest {
  userId: number;
  kind: Kind;
  clientId?: string;
  /** The client's IP address. */
  address?: string;
  /** How the user signed in; absent: with the password. */
  how?: string;
  /** The `rc` session whose token was exchanged; the new session ends with it. */
  parentId?: string;
}

/**
 * Opens a session for a user who was authenticated at `now` or later. SIGN_IN_FAILED if the password was changed
 * meanwhile, or the user disabled. Records the sign-in in the audit of each of the user's accounts; an exchange is none.
 */
export async function openSession(db: Database, opening: SessionRequest, given: Lifetimes, now: Date): Promise<Tokens> {
  const session = { sessionId: randomUUID(), userId: opening.userId, kind: opening.kind };
  const refreshToken = await db.transaction(async (tx) => {
    // The user's lock makes this wait for a new password, or the new password's end of all sessions wait for this.
    const opened = await tx.execute(sql`
      insert into session (session_id, user_id, kind, client_id, parent_session_id, address, created_at, expires_at)
      select ${session.sessionId}::uuid, user_id, ${opening.kind}, ${opening.clientId ?? null}, ${opening.parentId ?? null}::uuid,
        ${opening.address?.slice(0, 64) ?? null}, ${now}::timestamptz, ${addSeconds(now, given.refresh ?? given.access)}::timestamptz
      from app_user
      where user_id = ${opening.userId} and enabled and (password_changed_at is null or password_changed_at <= ${now})
      for share
    `);
    if (opened === 0) throw refuse("SIGN_IN_FAILED");
    const { parentId, how = "password", address } = opening;
    if (parentId === undefined) await recordSignIn(tx, "SIGN_IN", opening.userId, { how, address });
    return await createRefreshToken(tx, session.sessionId, given, now);
  });
  return await issueTokens(db, session, refreshToken, given, now);
}

/**
 * Exchanges a refresh token for new tokens. It works once. A second use revokes the session, since one of the two who
 * used it must have stolen it.
 */
export async function refreshSession(
  db: Database,
  kind: Kind,
  refreshToken: string,
  now: Date,
  options: { address: string; clientId?: string; lifetimes?: Lifetimes },
): Promise<Tokens> {
  const given = options.lifetimes ?? lifetimes[kind];
  const hash = sha256(refreshToken);
  const renewed = await db.transaction(async (tx) => {
    const session = await tx.maybe<{ sessionId: string; userId: number; used: boolean; good: boolean }>(sql`
      select s.session_id as "sessionId", s.user_id as "userId", r.used_at is not null as used,
        s.revoked_at is null and p.revoked_at is null and u.enabled and r.expires_at > ${now} as good
      from refresh_token r join session s using (session_id) join app_user u using (user_id)
        left join session p on p.session_id = s.parent_session_id
      where r.token_hash = ${hash} and s.kind = ${kind} and s.client_id is not distinct from ${options.clientId ?? null}
      for update of r, s
    `);
    if (!session) return undefined;
    if (session.used) await signOut(tx, session.sessionId, { how: "refresh token used twice", ...options }, now);
    if (session.used || !session.good) return undefined;
    await tx.execute(sql`update refresh_token set used_at = ${now} where token_hash = ${hash}`);
    await tx.execute(sql`
      update session set expires_at = ${addSeconds(now, given.refresh ?? given.access)} where session_id = ${session.sessionId}
    `);
    return { ...session, refreshToken: await createRefreshToken(tx, session.sessionId, given, now) };
  });
  // Thrown outside of the transaction, so that the revocation is committed.
  if (!renewed) throw refuse("REFRESH_TOKEN_INVALID");
  return await issueTokens(db, { ...renewed, kind }, renewed.refreshToken, given, now);
}

/**
 * Revokes a session, and with it the sessions exchanged from it. Their tokens stop working immediately. Returns the
 * user's id; undefined if the session was over.
 */
export async function revokeSession(tx: Tx, sessionId: string, now: Date): Promise<number | undefined> {
  const revoked = await tx.maybe<{ userId: number }>(sql`
    update session set revoked_at = ${now} where session_id = ${sessionId} and revoked_at is null
    returning user_id as "userId"
  `);
  return revoked?.userId;
}

/** Revokes a session as its user asks for, and records that. Returns the user's id; undefined if it was over. */
export async function signOut(tx: Tx, sessionId: string, by: SignInWay, now: Date): Promise<number | undefined> {
  const userId = await revokeSession(tx, sessionId, now);
  if (userId !== undefined) await recordSignIn(tx, "SIGN_OUT", userId, by);
  return userId;
}

/**
 * Revokes all of a user's sessions, for instance when the password changes; except `except`, and the session it was
 * exchanged from.
 */
export async function revokeSessionsOf(tx: Tx, userId: number, now: Date, except?: string): Promise<void> {
  await tx.execute(sql`
    update session set revoked_at = ${now}
    where user_id = ${userId} and revoked_at is null
      and session_id is distinct from ${except ?? null}::uuid
      and session_id not in (
        select parent_session_id from session where session_id = ${except ?? null} and parent_session_id is not null
      )
  `);
}

/**
 * Ends the session of an access or refresh token of this kind and returns its user's id. Ignores any other text, as
 * OAuth (RFC 7009) demands.
 */
export async function revokeByToken(
  db: Database,
  kind: Kind,
  token: string,
  by: SignInWay,
  now: Date,
): Promise<number | undefined> {
  // Verified as of 1970, so that an expired access token still names its session.
  const claims = await readToken(db, kind, token, new Date(0)).catch(() => undefined);
  const owner = claims
    ? { sessionId: claims.id }
    : await db.maybe<{ sessionId: string }>(sql`
        select s.session_id as "sessionId" from refresh_token r join session s using (session_id)
        where r.token_hash = ${sha256(token)} and s.kind = ${kind}
      `);
  return owner ? await db.transaction((tx) => signOut(tx, owner.sessionId, by, now)) : undefined;
}

/** Deletes expired sessions with their tokens, unless a session exchanged from them is still alive. */
export async function deleteExpiredSessions(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`
    delete from session s where expires_at < ${now}
      and not exists (select from session c where c.parent_session_id = s.session_id and c.expires_at >= ${now})
  `);
}

/** Creates a refresh token, stored as its hash; undefined if the session can't be refreshed. */
async function createRefreshToken(tx: Tx, sessionId: string, given: Lifetimes, now: Date): Promise<string | undefined> {
  if (given.refresh === undefined) return undefined;
  const refreshToken = randomBytes(32).toString("base64url");
  await tx.execute(sql`
    insert into refresh_token (token_hash, session_id, created_at, expires_at)
    values (${sha256(refreshToken)}, ${sessionId}, ${now}, ${addSeconds(now, given.refresh)})
  `);
  return refreshToken;
}

/** The tokens in the form in which they are handed out. */
async function issueTokens(
  db: Database,
  session: { sessionId: string; userId: number; kind: Kind },
  refreshToken: string | undefined,
  given: Lifetimes,
  now: Date,
): Promise<Tokens> {
  const { sessionId, userId, kind } = session;
  const accessToken = await signToken(db, kind, { id: sessionId, userId }, now, addSeconds(now, given.access));
  return {
    userId,
    sessionId,
    accessToken,
    expiresIn: given.access,
    ...(refreshToken === undefined ? {} : { refreshToken, refreshExpiresIn: given.refresh }),
  };
}

/** How random secrets are stored. They can't be guessed, so a slow hash would add nothing. */
export const sha256 = (text: string) => createHash("sha256").update(text).digest();

const addSeconds = (moment: Date, seconds: number) => new Date(moment.getTime() + seconds * 1000);
