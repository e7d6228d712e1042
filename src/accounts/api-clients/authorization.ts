import { createHash } from "node:crypto";
import type { Database, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { type Caller, requireUnlimited } from "../caller.ts";
import { holdOwnCredential } from "../sign-in/credentials/end-credentials.ts";
import { issueOneTimeToken } from "../sign-in/one-time-token.ts";
import { type Lifetimes, openSession, revokeSession, sha256, type Tokens } from "../sign-in/session.ts";

/** What a client asks for when it sends a browser here: the code grant of RFC 6749, with PKCE (RFC 7636). */
export interface AuthorizationRequest {
  clientId: string;
  redirectUri: string;
  /** The SHA-256 of the code verifier, in base64url. Public clients must send it. */
  codeChallenge?: string | undefined;
  /** Repeated as it is. */
  state?: string | undefined;
}

/** What a code stands for. */
interface CodeDetails {
  clientId: string;
  redirectUri: string;
  codeChallenge: string | null;
}

const codeSeconds = 60;

/** The client that asks. Refuses an unknown one, an address that is not registered, and a missing challenge. */
export async function checkAuthorization(
  tx: Tx,
  { clientId, redirectUri, codeChallenge }: AuthorizationRequest,
): Promise<{ label: string; isPublic: boolean }> {
  const client = await tx.maybe<{ label: string; isPublic: boolean; redirectUris: string[] }>(sql`
    select label, secret_hash is null as "isPublic", redirect_uris as "redirectUris"
    from oauth_client where client_id = ${clientId}
  `);
  if (!client) throw refuse("CLIENT_UNKNOWN", { clientId: clientId.slice(0, 100) });
  if (!client.redirectUris.includes(redirectUri))
    throw refuse("REDIRECT_URI_UNKNOWN", { redirectUri: redirectUri.slice(0, 200) });
  if (client.isPublic && codeChallenge === undefined)
    throw refuse("MISSING_FIELD", { field: "code_challenge", takes: "the SHA-256 of the code verifier, in base64url" });
  return { label: client.label, isPublic: client.isPublic };
}

/** Lets the client sign the caller in; returns the address with the code, to send the browser to. */
export async function authorizeClient(
  db: Database,
  caller: Caller,
  request: AuthorizationRequest,
  now: Date,
): Promise<string> {
  requireUnlimited(caller);
  await checkAuthorization(db, request);
  const { clientId, redirectUri, codeChallenge = null, state } = request;
  const details: CodeDetails = { clientId, redirectUri, codeChallenge };
  const given = { purpose: "authorization code", userId: caller.userId, details, seconds: codeSeconds } as const;
  const code = await db.transaction(async (tx) => {
    await holdOwnCredential(tx, caller);
    return await issueOneTimeToken(tx, given, now);
  });
  return withQuery(redirectUri, { code, state });
}

/** The address with these fields added to its query. */
export function withQuery(uri: string, fields: Record<string, string | undefined>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) url.searchParams.append(name, value);
  return url.href;
}

/** What a client sends to exchange a code. */
interface Redemption {
  code: string;
  redirectUri: string;
  codeVerifier: string | undefined;
  clientId: string;
  /** The client's IP address. */
  address: string;
}

/**
 * Exchanges a code for tokens. It works once: any attempt uses it up, and a second one also revokes the session that the
 * first one opened, since the code must have been stolen. AUTHORIZATION_CODE_INVALID if it does not fit.
 */
export async function redeemCode(db: Database, given: Redemption, wanted: Lifetimes, now: Date): Promise<Tokens> {
  const hash = sha256(given.code);
  const userId = await db.transaction(async (tx) => {
    const code = await tx.maybe<{
      userId: number;
      details: CodeDetails;
      usedAt: Date | null;
      good: boolean;
      sessionId: string | null;
    }>(sql`
      select t.user_id as "userId", details, used_at as "usedAt", t.expires_at > ${now} and u.enabled as good, session_id as "sessionId"
      from one_time_token t join app_user u using (user_id)
      where token_hash = ${hash} and purpose = 'authorization code' for update of t
    `);
    if (!code || code.details.clientId !== given.clientId) return undefined;
    if (code.usedAt) {
      if (code.sessionId) await revokeSession(tx, code.sessionId, now);
      await tx.execute(sql`
        update one_time_token set details = details || '{"reused": true}' where token_hash = ${hash}
      `);
      return undefined;
    }
    await tx.execute(sql`update one_time_token set used_at = ${now} where token_hash = ${hash}`);
    const fits = code.details.redirectUri === given.redirectUri && answersChallenge(code.details, given.codeVerifier);
    return code.good && fits ? code.userId : undefined;
  });
  // Thrown outside of the transaction, so that the code stays used.
  if (userId === undefined) throw refuse("AUTHORIZATION_CODE_INVALID");
  const tokens = await openSession(
    db,
    { userId, kind: "rc", clientId: given.clientId, how: "authorization code", address: given.address },
    wanted,
    now,
  );
  const { reused } = await db.one<{ reused: boolean }>(sql`
    update one_time_token set session_id = ${tokens.sessionId} where token_hash = ${hash}
    returning details ? 'reused' as reused
  `);
  if (reused) await revokeSession(db, tokens.sessionId, now);
  return tokens;
}

/** A code asked for without a challenge takes no verifier either, so that nobody can strip the challenge. */
function answersChallenge({ codeChallenge }: CodeDetails, verifier: string | undefined): boolean {
  if (codeChallenge === null || verifier === undefined) return codeChallenge === null && verifier === undefined;
  return createHash("sha256").update(verifier).digest("base64url") === codeChallenge;
}
