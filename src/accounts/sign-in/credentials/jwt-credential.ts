import { randomUUID } from "node:crypto";
import type { Database, Tx } from "../../../db/database.ts";
import { sql } from "../../../db/sql.ts";
import { refuse } from "../../../errors.ts";
import { recordAudit } from "../../audit/audit.ts";
import { type Caller, requireUnlimited } from "../../caller.ts";
import { requireQuota } from "../../quotas.ts";
import { readToken, signToken } from "../access-token.ts";
import { belongsTo, type Owner } from "./credential-owner.ts";
import { holdOwnCredential } from "./end-credentials.ts";

/** A JWT that signs its user in through the JWT grant, until it is revoked or expires. */
export interface JwtCredential {
  jwtId: string;
  label: string;
  userId: number;
  email: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

interface NewCredential {
  label: string;
  expiresAt?: Date | undefined;
}

/** Creates a credential. The JWT itself is not stored, so this is the only time it is shown. */
export async function createJwtCredential(
  db: Database,
  caller: Caller,
  { label, expiresAt }: NewCredential,
  now: Date,
): Promise<JwtCredential & { jwt: string }> {
  requireUnlimited(caller);
  const jwtId = randomUUID();
  const jwt = await signToken(db, "credential", { id: jwtId, userId: caller.userId }, now, expiresAt);
  await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    await requireQuota(tx, caller.userId, "jwtCredentials");
    await tx.execute(sql`
      insert into jwt_credential (jwt_id, user_id, label, created_at, expires_at)
      values (${jwtId}, ${caller.userId}, ${label}, ${now}, ${expiresAt ?? null})
    `);
    const change = { type: "CREATE", entity: "JwtCredential", id: jwtId, description: label } as const;
    await recordAudit(tx, caller, caller.homeAccountId, { ...change, after: { label, expiresAt: expiresAt ?? null } });
  });
  return {
    jwtId,
    label,
    userId: caller.userId,
    email: caller.name,
    createdAt: now,
    expiresAt: expiresAt ?? null,
    lastUsedAt: null,
    jwt,
  };
}

/** Credentials, newest first. */
export async function jwtCredentialsOf(tx: Tx, owner: Owner): Promise<JwtCredential[]> {
  return await tx.query<JwtCredential>(sql`
    select c.jwt_id as "jwtId", c.label, u.user_id as "userId", u.email, c.created_at as "createdAt",
      c.expires_at as "expiresAt", c.last_used_at as "lastUsedAt"
    from jwt_credential c join app_user u using (user_id) where ${belongsTo(owner)} order by c.created_at desc, c.jwt_id
  `);
}

/** Revokes a credential. Sessions that it has opened continue until they are revoked themselves. */
export async function revokeJwtCredential(db: Database, caller: Caller, owner: Owner, jwtId: string): Promise<void> {
  requireUnlimited(caller);
  await db.transaction(async (tx) => {
    const gone = await tx.maybe<{ label: string }>(sql`
      delete from jwt_credential c using app_user u
      where c.user_id = u.user_id and ${belongsTo(owner)} and c.jwt_id = ${jwtId} returning c.label
    `);
    if (!gone) throw refuse("NOT_FOUND", { what: "JWT credential", id: jwtId });
    const change = { type: "DELETE", entity: "JwtCredential", id: jwtId, description: gone.label } as const;
    await recordAudit(tx, caller, caller.homeAccountId, { ...change, before: gone });
  });
}

/** The id of the user whom this credential signs in. Throws CREDENTIAL_INVALID if it is unknown, revoked or expired. */
export async function useJwtCredential(db: Database, jwt: string, now: Date): Promise<number> {
  const { id } = await readToken(db, "credential", jwt, now).catch((cause: Error) => {
    throw refuse("CREDENTIAL_INVALID", {}, { cause });
  });
  const user = await db.maybe<{ userId: number }>(sql`
    update jwt_credential c set last_used_at = ${now}
    from app_user u
    where c.jwt_id = ${id} and (c.expires_at is null or c.expires_at > ${now}) and u.user_id = c.user_id and u.enabled
    returning u.user_id as "userId"
  `);
  if (!user) throw refuse("CREDENTIAL_INVALID");
  return user.userId;
}
