import type { Tx } from "../../db/database.ts";
import { prepared, type Sql, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { type Caller, type Role, roles } from "../caller.ts";
import { readToken } from "./access-token.ts";
import { tokenPrefix } from "./credentials/api-token.ts";
import { sha256 } from "./session.ts";

/** What the database knows about a token's user. */
interface TokenUser {
  userId: number;
  name: string;
  homeAccountId: number;
  accounts: Record<string, { role: Role; country: string; timeZone: string; isClosed: boolean }>;
}

const user: Sql = sql`
  u.user_id as "userId", u.email as name, u.home_account_id as "homeAccountId",
  (select coalesce(json_object_agg(account_id, json_build_object('role', role, 'country', country_id, 'timeZone', time_zone,
    'isClosed', closed_at is not null)), '{}')
    from account_role r join account using (account_id) where r.user_id = u.user_id) as accounts
`;

/**
 * Identifies whom a token speaks for. Reads the database for each request, so that a changed role, a disabled user or a
 * revoked token takes effect immediately. Throws TOKEN_EXPIRED or TOKEN_INVALID.
 */
export async function identifyCaller(db: Tx, token: string, now: Date): Promise<Caller> {
  return token.startsWith(tokenPrefix) ? await callerByApiToken(db, token, now) : await callerBySession(db, token, now);
}

async function callerBySession(db: Tx, token: string, now: Date): Promise<Caller> {
  const { id } = await readToken(db, "voice", token, now);
  const known = await db.maybe<TokenUser>(
    prepared(sql`
      select ${user}
      from session s join app_user u using (user_id) left join session p on p.session_id = s.parent_session_id
      where s.session_id = ${id} and s.revoked_at is null and p.revoked_at is null and u.enabled
    `),
  );
  if (!known) throw refuse("TOKEN_INVALID");
  return { ...callerOf(known), sessionId: id };
}

interface ApiTokenUser extends TokenUser {
  tokenId: number;
  scope: Role | null;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

async function callerByApiToken(db: Tx, token: string, now: Date): Promise<Caller> {
  const hash = sha256(token);
  const known = await db.maybe<ApiTokenUser>(
    prepared(sql`
      select ${user}, t.token_id as "tokenId", t.scope, t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt"
      from api_token t join app_user u using (user_id) where t.token_hash = ${hash} and u.enabled
    `),
  );
  if (!known) throw refuse("TOKEN_INVALID");
  if (known.expiresAt && known.expiresAt <= now) throw refuse("TOKEN_EXPIRED");
  // Once a minute is precise enough, and avoids a write with every request.
  if (known.lastUsedAt === null || now.getTime() - known.lastUsedAt.getTime() > 60_000)
    await db.execute(sql`update api_token set last_used_at = ${now} where token_hash = ${hash}`);
  const caller = { ...callerOf(known, known.scope ?? undefined), tokenId: known.tokenId };
  return known.scope || known.expiresAt ? { ...caller, limited: true } : caller;
}

function callerOf({ userId, name, homeAccountId, accounts }: TokenUser, scope?: Role): Caller {
  const cut = (role: Role) => (scope !== undefined && roles.indexOf(scope) < roles.indexOf(role) ? scope : role);
  const all = Object.entries(accounts).map(([accountId, account]) => [Number(accountId), account] as const);
  const byAccount = all.filter(([, { isClosed }]) => !isClosed);
  return {
    userId,
    name,
    homeAccountId,
    roles: new Map(byAccount.map(([accountId, { role }]) => [accountId, cut(role)])),
    closed: new Set(all.filter(([, { isClosed }]) => isClosed).map(([accountId]) => accountId)),
    locales: new Map(byAccount.map(([accountId, { country, timeZone }]) => [accountId, { country, timeZone }])),
  };
}
