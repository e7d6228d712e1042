import { randomUUID } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import type { Tx } from "../../db/database.ts";
import { refuse } from "../../errors.ts";
import { signingKey } from "./signing-key.ts";

/**
 * What a signed token may be used for; none is accepted for another purpose. `rc`: a RingCentral-style access token,
 * for exchange only. `voice`: an access token of this API. `credential`: a JWT credential, for the JWT grant only.
 */
export type Audience = "rc" | "voice" | "credential";

/** What a token says. */
interface Claims {
  /** The id of the session, or of the JWT credential. */
  id: string;
  userId: number;
}

/** Signs a token; without `expiresAt` it never expires. */
export async function signToken(
  db: Tx,
  audience: Audience,
  { id, userId }: Claims,
  now: Date,
  expiresAt?: Date,
): Promise<string> {
  const token = new SignJWT({ sid: id })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer("leadyard")
    .setAudience(`leadyard:${audience}`)
    .setSubject(String(userId))
    .setJti(randomUUID())
    .setIssuedAt(seconds(now));
  if (expiresAt) token.setExpirationTime(seconds(expiresAt));
  return await token.sign(await signingKey(db));
}

/** Verifies a token of this audience. Throws TOKEN_EXPIRED, or TOKEN_INVALID for anything else. */
export async function readToken(db: Tx, audience: Audience, token: string, now: Date): Promise<Claims> {
  const key = await signingKey(db);
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["HS256"],
      issuer: "leadyard",
      audience: `leadyard:${audience}`,
      currentDate: now,
      requiredClaims: ["sub", "sid"],
    });
    return { id: String(payload.sid), userId: Number(payload.sub) };
  } catch (cause) {
    throw refuse(cause instanceof errors.JWTExpired ? "TOKEN_EXPIRED" : "TOKEN_INVALID", {}, { cause });
  }
}

const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000);
