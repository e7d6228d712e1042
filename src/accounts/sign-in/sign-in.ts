import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { verifyPassword } from "./passwords.ts";
import { countFailure, forgetFailures, requireFewFailures } from "./sign-in-throttle.ts";

export interface Credentials {
  /** Mail address, in any case; `name*extension` as RingCentral's SDK writes it counts as `name`. */
  userName: string;
  password: string;
  /** IP address the request comes from */
  address: string;
}

// Guesses at one user's password take their turn, so that a volley of them cannot pass before the first is counted.
const turns = new Map<string, Promise<unknown>>();

/**
 * The id of the user whose name and password these are. An unknown user, a wrong password and a disabled user get the
 * same answer, SIGN_IN_FAILED, after the same time; too many failures get SIGN_IN_THROTTLED.
 */
export async function signIn(db: Database, credentials: Credentials, now: Date): Promise<number> {
  const userName = credentials.userName.replace(/\*\d*$/, "").trim();
  const key = userName.toLowerCase();
  const turn = (turns.get(key) ?? Promise.resolve()).then(() => attempt(db, { ...credentials, userName }, now));
  const settled = turn.catch(() => undefined);
  turns.set(key, settled);
  try {
    return await turn;
  } finally {
    if (turns.get(key) === settled) turns.delete(key);
  }
}

async function attempt(db: Database, credentials: Credentials, now: Date): Promise<number> {
  await requireFewFailures(db, credentials, now);
  const user = await db.maybe<{ userId: number; passwordHash: string; enabled: boolean }>(sql`
    select user_id as "userId", password_hash as "passwordHash", enabled
    from app_user where lower(email) = lower(${credentials.userName})
  `);
  const right = await verifyPassword(user?.passwordHash, credentials.password);
  if (user === undefined || !right || !user.enabled) {
    await countFailure(db, credentials, now);
    throw refuse("SIGN_IN_FAILED");
  }
  await forgetFailures(db, credentials);
  return user.userId;
}
