import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Database, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { readToken, signToken } from "./access-token.ts";

type Kind = "rc" | "voice";

/** How long what a session hands out is good, in seconds. */
export interface Lifetimes {
  access: number;
  /** Absent: the session cannot be refreshed. */
  refresh?: number;
}

const day = 24 * 3600;
export const lifetimes = {
  rc: { access: 3600, refresh: 7 * day },
  voice: { access: 300, refresh: 7 * day },
  /**
   * What the legacy login hands out is not refreshed, so it lives longer: a working day, or a month for who stays
   * logged in.
   */
  legacy: { access: day / 2 },
  legacyStaying: { access: 30 * day },
} as const satisfies Record<string, Lifetimes>;

/** The tokens of a session, as they are handed out once. */
export interface Tokens {
  userId: number;
  sessionId: string;
  accessToken: string;
  refreshToken?: string;
  /** Seconds */
  expiresIn: number;
  refreshExpiresIn?: number;
}

interface SessionRequest {
  userId: number;
  kind: Kind;
  clientId?: string;
  /** The rc session whose token is exchanged; the new session ends with it. */
  parentId?: string;
}

/** Opens a session for a user who has proved who they are. */
export async function openSession(db: Database, opening: SessionRequest, given: Lifetimes, now: Date): Promise<Tokens> {
  const session = { sessionId: randomUUID(), userId: opening.userId, kind: opening.kind };
  const refreshToken = await db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into session (session_id, user_id, kind, client_id, parent_session_id, created_at, expires_at)
      values (${session.sessionId}, ${opening.userId}, ${opening.kind}, ${opening.clientId ?? null},
        ${opening.parentId ?? null}, ${now}, ${later(now, given.refresh ?? given.access)})
    `);
    return await newRefreshToken(tx, session.sessionId, given, now);
  });
  return await handOut(db, session, refreshToken, given, now);
}

/**
 * Exchanges a refresh token for new tokens. It works once; a second use revokes the session, since one of the two users
 * stole it.
 */
export async function refreshSession(
  db: Database,
  kind: Kind,
  refreshToken: string,
  now: Date,
  options: { clientId?: string; lifetimes?: Lifetimes } = {},
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
    if (session.used) await revokeSession(tx, session.sessionId, now);
    if (session.used || !session.good) return undefined;
    await tx.execute(sql`update refresh_token set used_at = ${now} where token_hash = ${hash}`);
    await tx.execute(sql`
      update session set expires_at = ${later(now, given.refresh ?? given.access)} where session_id = ${session.sessionId}
    `);
    return { ...session, refreshToken: await newRefreshToken(tx, session.sessionId, given, now) };
  });
  // Thrown outside, so that the revocation stays.
  if (!renewed) throw refuse("REFRESH_TOKEN_INVALID");
  return await handOut(db, { ...renewed, kind }, renewed.refreshToken, given, now);
}

/** Ends a session, and with it those exchanged from it. What they handed out stops working at once. */
export async function revokeSession(tx: Tx, sessionId: string, now: Date): Promise<void> {
  await tx.execute(sql`update session set revoked_at = ${now} where session_id = ${sessionId} and revoked_at is null`);
}

/**
 * Ends all sessions of a user, for instance when the password changes; `except` one that goes on, and what it came
 * from.
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
 * Ends the session that an access or refresh token of this kind belongs to; quietly nothing for other text, as OAuth
 * wants it.
 */
export async function revokeByToken(db: Database, kind: Kind, token: string, now: Date): Promise<void> {
  // An access token that is over still names its session.
  const claims = await readToken(db, kind, token, new Date(0)).catch(() => undefined);
  const owner = claims
    ? { sessionId: claims.id }
    : await db.maybe<{ sessionId: string }>(sql`
        select s.session_id as "sessionId" from refresh_token r join session s using (session_id)
        where r.token_hash = ${sha256(token)} and s.kind = ${kind}
      `);
  if (owner) await revokeSession(db, owner.sessionId, now);
}

/** Forgets sessions that are over, with their tokens. */
export async function forgetSessions(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`
    delete from session s where expires_at < ${now}
      and not exists (select from session c where c.parent_session_id = s.session_id and c.expires_at >= ${now})
  `);
}

async function newRefreshToken(tx: Tx, sessionId: string, given: Lifetimes, now: Date): Promise<string | undefined> {
  if (given.refresh === undefined) return undefined;
  const refreshToken = randomBytes(32).toString("base64url");
  await tx.execute(sql`
    insert into refresh_token (token_hash, session_id, created_at, expires_at)
    values (${sha256(refreshToken)}, ${sessionId}, ${now}, ${later(now, given.refresh)})
  `);
  return refreshToken;
}

async function handOut(
  db: Database,
  session: { sessionId: string; userId: number; kind: Kind },
  refreshToken: string | undefined,
  given: Lifetimes,
  now: Date,
): Promise<Tokens> {
  const { sessionId, userId, kind } = session;
  const accessToken = await signToken(db, kind, { id: sessionId, userId }, now, later(now, given.access));
  return {
    userId,
    sessionId,
    accessToken,
    expiresIn: given.access,
    ...(refreshToken === undefined ? {} : { refreshToken, refreshExpiresIn: given.refresh }),
  };
}

/** Secrets that are random are kept as this: nothing is left to guess. */
export const sha256 = (text: string) => createHash("sha256").update(text).digest();

const later = (moment: Date, seconds: number) => new Date(moment.getTime() + seconds * 1000);
