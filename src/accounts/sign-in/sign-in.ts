import type { Database } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { verifyPassword } from "./passwords.ts";
import { clearFailures, countFailure, requireFewFailures } from "./sign-in-throttle.ts";

/** What a user signs in with. */
export interface Credentials {
  /** The email address, in any case. RingCentral's SDK sends `name*extension`, which counts as `name`. */
  userName: string;
  password: string;
  /** The client's IP address. */
  address: string;
}

// Attempts for one user take turns, so that a burst of guesses can't pass before the first failure is counted.
const turns = new Map<string, Promise<unknown>>();

/**
 * Returns the id of the user with this name and password. An unknown user, a wrong password and a disabled user all get
 * SIGN_IN_FAILED after the same time; too many failures get SIGN_IN_THROTTLED.
 */
export async function signIn(db: Database, credentials: Credentials, now: Date): Promise<number> {
  const userName = credentials.userName.replace(/\*\d*$/, "").trim();
  const key = userName.toLowerCase();
  const turn = (turns.get(key) ?? Promise.resolve()).then(() =>
    verifyCredentials(db, { ...credentials, userName }, now),
  );
  const finished = turn.catch(() => undefined);
  turns.set(key, finished);
  try {
    return await turn;
  } finally {
    if (turns.get(key) === finished) turns.delete(key);
  }
}

async function verifyCredentials(db: Database, credentials: Credentials, now: Date): Promise<number> {
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
  await clearFailures(db, credentials);
  return user.userId;
}
