import type { Database, Tx } from "../../db/database.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { recordAudit } from "../audit/audit.ts";
import { type Caller, requireUnlimited } from "../caller.ts";
import { belongsTo, type Owner } from "./credentials/credential-owner.ts";
import { endCredentials } from "./credentials/end-credentials.ts";
import { revokeSession } from "./session.ts";

/** A session that is still alive, together with those exchanged from it. */
export interface ListedSession {
  sessionId: string;
  userId: number;
  email: string;
  /** `rc`: of RingCentral's token endpoint, with the sessions exchanged from it. `voice`: of any other sign-in. */
  kind: "rc" | "voice";
  clientId: string | null;
  /** Where the user signed in; null for sessions of earlier versions. */
  address: string | null;
  createdAt: Date;
  /** When it last got new tokens. */
  lastRenewedAt: Date;
  expiresAt: Date;
  /** Whether the request was made with it. */
  current: boolean;
}

/** The place of a session in the list. */
export interface SessionPlace {
  createdAt: Date;
  sessionId: string;
}

/** Living sessions, newest first, at most `limit` after the given place. */
export async function listSessions(
  tx: Tx,
  owner: Owner,
  { limit, after, current }: { limit: number; after?: SessionPlace | undefined; current: string | undefined },
  now: Date,
): Promise<ListedSession[]> {
  return await tx.query<ListedSession>(sql`
    select s.session_id as "sessionId", u.user_id as "userId", u.email, s.kind, s.client_id as "clientId", s.address,
      s.created_at as "createdAt", renewed.at as "lastRenewedAt", lasts.until as "expiresAt", ${isCurrent(current)} as current
    from session s join app_user u using (user_id)
      cross join lateral (
        select max(expires_at) as until from session c
        where (c.session_id = s.session_id or c.parent_session_id = s.session_id) and c.revoked_at is null
      ) as lasts
      cross join lateral (
        select max(greatest(c.created_at, r.created_at)) as at
        from session c left join refresh_token r using (session_id)
        where c.session_id = s.session_id or c.parent_session_id = s.session_id
      ) as renewed
    where ${belongsTo(owner)} and s.parent_session_id is null and s.revoked_at is null and lasts.until > ${now}
      and (${after?.createdAt ?? null}::timestamptz is null
        or (s.created_at, s.session_id) < (${after?.createdAt ?? null}, ${after?.sessionId ?? null}::uuid))
    order by s.created_at desc, s.session_id desc
    limit ${limit}
  `);
}

const isCurrent = (current: string | undefined): Sql => sql`
  exists (
    select from session c
    where c.session_id = ${current ?? null}::uuid and s.session_id in (c.session_id, c.parent_session_id)
  )
`;

/** Ends one session, with those exchanged from it. Its tokens stop working at once. */
export async function endSession(
  db: Database,
  caller: Caller,
  owner: Owner,
  sessionId: string,
  now: Date,
): Promise<void> {
  requireUnlimited(caller);
  await db.transaction(async (tx) => {
    const session = await tx.maybe<{ email: string; createdAt: Date }>(sql`
      select u.email, s.created_at as "createdAt" from session s join app_user u using (user_id)
      where s.session_id = ${sessionId} and s.revoked_at is null and ${belongsTo(owner)}
      for update of s
    `);
    if (!session) throw refuse("NOT_FOUND", { what: "session", id: sessionId });
    await revokeSession(tx, sessionId, now);
    const change = { type: "DELETE", entity: "Session", id: sessionId, description: session.email } as const;
    await recordAudit(tx, caller, caller.homeAccountId, { ...change, before: { createdAt: session.createdAt } });
  });
}

/** Ends all of the caller's sessions but the one in use. Returns how many. */
export async function endOtherSessions(db: Database, caller: Caller, now: Date): Promise<number> {
  requireUnlimited(caller);
  return await db.transaction(async (tx) => {
    const kept = { keepCredentials: true, exceptSession: caller.sessionId };
    const { ended } = await endCredentials(tx, caller.userId, now, kept);
    const change = { type: "DELETE", entity: "Session", id: caller.userId, description: caller.name } as const;
    await recordAudit(tx, caller, caller.homeAccountId, { ...change, before: { sessions: ended.sessions } });
    return ended.sessions;
  });
}
