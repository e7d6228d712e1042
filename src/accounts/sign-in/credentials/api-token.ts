import { randomBytes } from "node:crypto";
import type { Database, Tx } from "../../../db/database.ts";
import { type Sql, sql } from "../../../db/sql.ts";
import { refuse } from "../../../errors.ts";
import { recordAudit } from "../../audit/audit.ts";
import { type Caller, type Role, requireUnlimited } from "../../caller.ts";
import { requireQuota } from "../../quotas.ts";
import { sha256 } from "../session.ts";
import { belongsTo, type Owner } from "./credential-owner.ts";
import { holdOwnCredential } from "./end-credentials.ts";

/** The prefix of every API token. */
export const tokenPrefix = "ly_";
/** Replaces the secret part when a token is shown again. */
const mask = "_********";

/** A token that acts for its user until it is deleted or expires. */
export interface ApiToken {
  tokenId: number;
  /** The token with its secret part masked: `ly_0123456789_********`. */
  token: string;
  label: string;
  /** The highest role it may use; null: its user's role. */
  scope: Role | null;
  userId: number;
  email: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

interface NewToken {
  label: string;
  scope?: Role | undefined;
  expiresAt?: Date | undefined;
}

/** Creates a token for the caller, and returns it in full for the only time. */
export async function createApiToken(db: Database, caller: Caller, given: NewToken, now: Date): Promise<ApiToken> {
  requireUnlimited(caller);
  const hint = `${tokenPrefix}${randomBytes(5).toString("hex")}`;
  const token = `${hint}_${randomBytes(24).toString("base64url")}`;
  const { label, scope = null, expiresAt = null } = given;
  const tokenId = await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    await requireQuota(tx, caller.userId, "apiTokens");
    const { id } = await tx.one<{ id: number }>(sql`
      insert into api_token (user_id, token_hash, hint, label, scope, created_at, expires_at)
      values (${caller.userId}, ${sha256(token)}, ${hint}, ${label}, ${scope}, ${now}, ${expiresAt})
      returning token_id as id
    `);
    const change = { type: "CREATE", entity: "ApiToken", id, description: describeToken(hint, label) } as const;
    await recordAudit(tx, caller, caller.homeAccountId, { ...change, after: { label, scope, expiresAt } });
    return id;
  });
  return {
    tokenId,
    token,
    label,
    scope,
    userId: caller.userId,
    email: caller.name,
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
  };
}

/** Tokens, newest first, with their secrets masked. */
export async function apiTokensOf(tx: Tx, owner: Owner): Promise<ApiToken[]> {
  return await tx.query<ApiToken>(sql`
    select t.token_id as "tokenId", t.hint || ${mask} as token, t.label, t.scope, u.user_id as "userId", u.email,
      t.created_at as "createdAt", t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt"
    from api_token t join app_user u using (user_id) where ${belongsTo(owner)} order by t.token_id desc
  `);
}

/** Deletes a token, given by its id, in full, or masked. It stops working immediately. */
export async function deleteApiToken(
  db: Database,
  caller: Caller,
  owner: Owner,
  name: { tokenId: number } | { token: string },
): Promise<void> {
  requireUnlimited(caller);
  await db.transaction(async (tx) => {
    const gone = await tx.maybe<{ tokenId: number; hint: string; label: string; scope: Role | null }>(sql`
      delete from api_token t using app_user u where t.user_id = u.user_id and ${belongsTo(owner)} and ${matchesToken(name)}
      returning t.token_id as "tokenId", t.hint, t.label, t.scope
    `);
    if (!gone) throw refuse("NOT_FOUND", { what: "token", id: "tokenId" in name ? name.tokenId : "of that value" });
    await recordAudit(tx, caller, caller.homeAccountId, {
      type: "DELETE",
      entity: "ApiToken",
      id: gone.tokenId,
      description: describeToken(gone.hint, gone.label),
      before: { label: gone.label, scope: gone.scope },
    });
  });
}

function matchesToken(name: { tokenId: number } | { token: string }): Sql {
  if ("tokenId" in name) return sql`t.token_id = ${name.tokenId}`;
  if (name.token.endsWith(mask)) return sql`t.hint = ${name.token.slice(0, -mask.length)}`;
  return sql`t.token_hash = ${sha256(name.token)}`;
}

const describeToken = (hint: string, label: string) => (label ? `${hint} (${label})` : hint);
