import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { redeemCode } from "../api-clients/authorization.ts";
import { signInAtOnce } from "../second-factor/second-step.ts";
import { readToken } from "./access-token.ts";
import { useJwtCredential } from "./credentials/jwt-credential.ts";
import { type Lifetimes, lifetimes, openSession, refreshSession, type Tokens } from "./session.ts";

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const grants = ["password", jwtBearer, "authorization_code", "refresh_token"];

/** The form that RingCentral's token endpoint takes. */
export interface GrantRequest {
  grant_type?: string;
  username?: string;
  password?: string;
  /** The code of a second factor, with the password. */
  otp?: string;
  assertion?: string;
  code?: string;
  redirect_uri?: string;
  code_verifier?: string;
  refresh_token?: string;
  /** In seconds. Anything but a number counts as absent, since RingCentral's SDK sends `NaN`. */
  access_token_ttl?: string;
  refresh_token_ttl?: string;
}

/**
 * Answers RingCentral's token endpoint for an authenticated client: the password, JWT, code and refresh grants. A public
 * client proves nothing by itself, so it takes only the last two.
 */
export async function answerTokenRequest(
  db: Database,
  given: GrantRequest,
  client: { id: string; address: string; isPublic: boolean },
  now: Date,
): Promise<Tokens> {
  const wanted: Lifetimes = {
    access: clampLifetime(given.access_token_ttl, 60, lifetimes.rc.access),
    refresh: clampLifetime(given.refresh_token_ttl, 60, lifetimes.rc.refresh),
  };
  const open = (userId: number, how: string) =>
    openSession(db, { userId, kind: "rc", clientId: client.id, how, address: client.address }, wanted, now);
  const granted = client.isPublic ? grants.slice(2) : grants;
  if (!granted.includes(given.grant_type ?? ""))
    throw refuse("GRANT_UNSUPPORTED", { got: given.grant_type || "nothing", takes: granted.join(", ") });
  switch (given.grant_type) {
    case "password": {
      const userName = requireText(given, "username");
      const password = requireText(given, "password");
      const credentials = { userName, password, code: given.otp, address: client.address };
      return await open(await signInAtOnce(db, credentials, now), "password");
    }
    case jwtBearer:
      return await open(await useJwtCredential(db, requireText(given, "assertion"), now), "JWT");
    case "authorization_code":
      return await redeemCode(
        db,
        {
          code: requireText(given, "code"),
          redirectUri: requireText(given, "redirect_uri"),
          codeVerifier: given.code_verifier,
          clientId: client.id,
          address: client.address,
        },
        wanted,
        now,
      );
    default:
      return await refreshSession(db, "rc", requireText(given, "refresh_token"), now, {
        address: client.address,
        clientId: client.id,
        lifetimes: wanted,
      });
  }
}

/** Exchanges a RingCentral-style access token for tokens of the voice API, which end together with its session. */
export async function exchangeToken(
  db: Database,
  rcAccessToken: string,
  refreshable: boolean,
  now: Date,
): Promise<Tokens> {
  const { id, userId } = await readToken(db, "rc", rcAccessToken, now);
  const alive = await db.maybe(sql`
    select from session s join app_user u using (user_id)
    where s.session_id = ${id} and s.kind = 'rc' and s.revoked_at is null and u.enabled
  `);
  if (!alive) throw refuse("TOKEN_INVALID");
  const given = refreshable ? lifetimes.voice : { access: lifetimes.voice.access };
  return await openSession(db, { userId, kind: "voice", parentId: id }, given, now);
}

function requireText(given: GrantRequest, field: keyof GrantRequest): string {
  const value = given[field];
  if (value === undefined || value === "") throw refuse("MISSING_FIELD", { field, takes: "text, as a form field" });
  return value;
}

/** A lifetime in seconds within these limits; the upper one if none was sent. */
function clampLifetime(text: string | undefined, least: number, most: number): number {
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds > 0 ? Math.min(Math.max(seconds, least), most) : most;
}
