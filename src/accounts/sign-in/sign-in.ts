import type { Database, Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { addressBlock } from "./guesses/address-block.ts";
import { rememberAddress, signsInFrom } from "./guesses/known-addresses.ts";
import { type AttemptLimit, clearAttempts, countAttempt, takeBackAttempt } from "./guesses/sign-in-throttle.ts";
import { checkInTurn, verifyPassword } from "./passwords/passwords.ts";
import { recordSignIn } from "./record-sign-in.ts";

/** What a user signs in with. */
export interface Credentials {
  /** The email address, in any case. RingCentral's SDK sends `name*extension`, which counts as `name`. */
  userName: string;
  password: string;
  /** The client's IP address. */
  address: string;
}

const scopes = { userAtAddress: "user at address", address: "address", user: "user" };

/**
 * Limits guesses at one user from one address, guesses from one address at all users, and guesses at one user from all
 * unfamiliar addresses. The last stops those who guess from many addresses. It spares addresses from which the user has
 * signed in lately, so nobody can lock users out of where they work.
 */
function limitsOf(userName: string, address: string, isFamiliar: boolean): AttemptLimit[] {
  const limits = [
    { scope: scopes.userAtAddress, name: userName, address, most: 10, minutes: 5 },
    { scope: scopes.address, name: "", address, most: 60, minutes: 5 },
  ];
  return isFamiliar ? limits : [...limits, { scope: scopes.user, name: userName, address: "", most: 100, minutes: 60 }];
}

/**
 * Returns the id of the user with this name and password. An unknown user, a wrong password and a disabled user all get
 * SIGN_IN_FAILED after the same time; too many attempts get SIGN_IN_THROTTLED, even with the right password.
 */
export async function signIn(db: Database, credentials: Credentials, now: Date): Promise<number> {
  return await checkInTurn(() => checkCredentials(db, credentials, now));
}

async function checkCredentials(db: Database, credentials: Credentials, now: Date): Promise<number> {
  const userName = credentials.userName.replace(/\*\d*$/, "").trim();
  const address = addressBlock(credentials.address);
  const user = await db.maybe<{ userId: number; passwordHash: string | null; isFamiliar: boolean }>(sql`
    select user_id as "userId", password_hash as "passwordHash", ${signsInFrom(address, now)} as "isFamiliar"
    from app_user u where lower(email) = lower(${userName})
  `);
  const attempt = await countAttempt(db, limitsOf(userName, address, user?.isFamiliar ?? false), now);
  const right = await verifyPassword(user?.passwordHash, credentials.password);
  if (user === undefined) throw refuse("SIGN_IN_FAILED");
  const admitted = right && (await admit());
  if (admitted) return user.userId;
  const how = right ? "the user is disabled" : "wrong password";
  await recordSignIn(db, "SIGN_IN_FAILED", user.userId, { how, address: credentials.address });
  throw refuse("SIGN_IN_FAILED");

  async function admit(): Promise<boolean> {
    const { userId, passwordHash } = user as NonNullable<typeof user>;
    return await db.transaction(async (tx) => {
      // Read again, because the password may have been changed while this one was checked.
      const same = await tx.maybe(sql`
        select from app_user where user_id = ${userId} and password_hash = ${passwordHash} and enabled for share
      `);
      if (!same) return false;
      await takeBackAttempt(tx, attempt);
      await clearAttempts(tx, [scopes.userAtAddress], userName, address);
      await rememberAddress(tx, userId, address, now);
      return true;
    });
  }
}

/** Lets a user try again at once, wherever too many attempts have failed. */
export async function forgetFailedSignIns(tx: Tx, userName: string): Promise<void> {
  await clearAttempts(tx, [scopes.userAtAddress, scopes.user], userName);
}
