import { randomBytes } from "node:crypto";
import type { Database, Tx } from "../../db/database.ts";
import { placeOf } from "../../db/secrets/stored-secrets.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { type Actor, recordAudit } from "../audit/audit.ts";
import { type Caller, requireUnlimited } from "../caller.ts";
import { recordSignIn } from "../sign-in/record-sign-in.ts";
import { getUser, getUserOf } from "../users.ts";
import { replaceRecoveryCodes, useRecoveryCode } from "./recovery-codes.ts";
import { base32, matchingStep, otpauthUri } from "./totp.ts";

/** Whether a user signs in with a code of an authenticator app besides the password. */
export interface SecondFactorState {
  enabled: boolean;
  confirmedAt: Date | null;
  recoveryCodesLeft: number;
  /** Whether an account on which the user has a role requires one. */
  required: boolean;
}

/** Wrong codes within the window that block further ones until it ends. */
const maxFailures = 5;
const windowMinutes = 15;

export async function secondFactorOf(tx: Tx, userId: number): Promise<SecondFactorState> {
  return await tx.one<SecondFactorState>(sql`
    select f.confirmed_at is not null as enabled, f.confirmed_at as "confirmedAt",
      (select count(*) from recovery_code c where c.user_id = u.user_id and c.used_at is null) as "recoveryCodesLeft",
      exists (
        select from account_role r join account a using (account_id)
        where r.user_id = u.user_id and a.require_second_factor and a.closed_at is null
      ) as required
    from app_user u left join second_factor f using (user_id) where u.user_id = ${userId}
  `);
}

/**
 * Makes a seed for an authenticator app, in place of one that was not confirmed. It has no effect until a code confirms
 * it. CONFLICT if the user has a second factor.
 */
export async function beginEnrollment(db: Tx, userId: number, now: Date): Promise<{ secret: string; uri: string }> {
  const seed = randomBytes(20);
  const sealed = db.secrets.seal(seed.toString("base64"), placeOf("second_factor.seed", userId));
  const begun = await db.execute(sql`
    insert into second_factor as f (user_id, seed, created_at) values (${userId}, ${sealed}, ${now})
    on conflict (user_id) do update set seed = excluded.seed, created_at = excluded.created_at
    where f.confirmed_at is null
  `);
  if (begun === 0)
    throw refuse("CONFLICT", {
      what: "second factor of user",
      id: userId,
      reason: "is set up already; remove it first",
    });
  const { email } = await getUser(db, userId);
  return { secret: base32(seed), uri: otpauthUri(seed, email) };
}

/** Confirms the seed with a code of the app, so that it is needed from now on. Returns the recovery codes, only here. */
export async function confirmEnrollment(
  db: Database,
  actor: Actor,
  userId: number,
  code: string,
  now: Date,
): Promise<string[]> {
  return await afterAttempt(db, userId, now, undefined, async (tx, factor) => {
    const step = matchingStep(factor.seed, digitsOf(code), now, factor.lastStep);
    if (step === undefined) return undefined;
    await tx.execute(sql`
      update second_factor set confirmed_at = ${now}, last_step = ${step}, failures = 0 where user_id = ${userId}
    `);
    await recordChange(tx, actor, userId, { secondFactor: "set up" });
    return await replaceRecoveryCodes(tx, userId);
  });
}

/**
 * Checks a code of the user's app, or a recovery code; either works once. SECOND_FACTOR_WRONG if it is wrong, and
 * SIGN_IN_THROTTLED after too many wrong ones.
 */
export async function verifySecondFactor(
  db: Database,
  userId: number,
  { code, address }: { code: string; address: string },
  now: Date,
): Promise<void> {
  await afterAttempt(db, userId, now, address, async (tx, factor) => {
    const step = matchingStep(factor.seed, digitsOf(code), now, factor.lastStep);
    if (step === undefined) {
      if (!(await useRecoveryCode(tx, userId, code, now))) return undefined;
      await recordChange(tx, factor, userId, { recoveryCode: "used" });
    }
    await tx.execute(sql`
      update second_factor set last_step = ${step ?? factor.lastStep}, failures = 0 where user_id = ${userId}
    `);
    return true;
  });
}

/** Replaces the recovery codes of a user who has a second factor. */
export async function renewRecoveryCodes(db: Database, actor: Actor, userId: number): Promise<string[]> {
  return await db.transaction(async (tx) => {
    const factor = await tx.maybe(sql`
      select from second_factor where user_id = ${userId} and confirmed_at is not null for update
    `);
    if (!factor) throw refuse("NOT_FOUND", { what: "second factor of user", id: userId });
    await recordChange(tx, actor, userId, { recoveryCodes: "renewed" });
    return await replaceRecoveryCodes(tx, userId);
  });
}

/** Removes a user's second factor with its recovery codes. NOT_FOUND if there is none. */
export async function removeSecondFactor(db: Database, actor: Actor, userId: number): Promise<void> {
  await db.transaction(async (tx) => {
    const gone = await tx.execute(sql`delete from second_factor where user_id = ${userId}`);
    if (gone === 0) throw refuse("NOT_FOUND", { what: "second factor of user", id: userId });
    await recordChange(tx, actor, userId, { secondFactor: "removed" });
  });
}

/** Removes the second factor of a user of the caller's account, for instance after the phone was lost. */
export async function resetSecondFactor(
  db: Database,
  caller: Caller,
  accountId: number,
  userId: number,
): Promise<void> {
  requireUnlimited(caller);
  const { homeAccountId } = await getUserOf(db, accountId, userId);
  if (homeAccountId !== accountId) throw refuse("USER_AT_HOME_ELSEWHERE", { userId });
  await removeSecondFactor(db, caller, userId);
}

/** Removes a second factor for an operator with access to the database; false if the user has none. */
export async function removeSecondFactorOf(db: Database, email: string): Promise<boolean> {
  const user = await db.maybe<{ userId: number }>(sql`
    select user_id as "userId" from second_factor join app_user using (user_id) where lower(email) = lower(${email})
  `);
  if (user) await removeSecondFactor(db, { userId: null, name: "npm run reset-password" }, user.userId);
  return user !== undefined;
}

interface Factor {
  userId: number;
  name: string;
  seed: Buffer;
  lastStep: number;
}

/**
 * Runs a check on the user's locked second factor, so that attempts take turns. A check that returns undefined counts
 * as a failure. `address` is that of a sign-in; absent: the second factor is only being set up.
 */
async function afterAttempt<T>(
  db: Database,
  userId: number,
  now: Date,
  address: string | undefined,
  check: (tx: Tx, factor: Factor) => Promise<T | undefined>,
): Promise<T> {
  const result = await db.transaction(async (tx) => {
    const factor = await tx.maybe<{
      seed: string;
      name: string;
      lastStep: number;
      failures: number;
      endAt: Date | null;
    }>(sql`
      select f.seed, u.email as name, f.last_step as "lastStep", f.failures, f.failures_end_at as "endAt"
      from second_factor f join app_user u using (user_id)
      where user_id = ${userId} and (f.confirmed_at is not null) = ${address !== undefined} for update of f
    `);
    if (!factor) throw refuse("NOT_FOUND", { what: "second factor to confirm of user", id: userId });
    const open = factor.endAt !== null && factor.endAt > now;
    if (open && factor.failures >= maxFailures)
      throw refuse("SIGN_IN_THROTTLED", {
        retryAfter: Math.ceil(((factor.endAt?.getTime() ?? 0) - now.getTime()) / 1000),
      });
    const seed = Buffer.from(tx.secrets.open(factor.seed, placeOf("second_factor.seed", userId)), "base64");
    const passed = await check(tx, { userId, name: factor.name, seed, lastStep: factor.lastStep });
    if (passed !== undefined) return { passed };
    const endAt = open ? factor.endAt : new Date(now.getTime() + windowMinutes * 60_000);
    await tx.execute(sql`
      update second_factor set failures = ${open ? factor.failures + 1 : 1}, failures_end_at = ${endAt}
      where user_id = ${userId}
    `);
    if (address !== undefined) await recordSignIn(tx, "SIGN_IN_FAILED", userId, { how: "second factor", address });
    return undefined;
  });
  // Thrown outside of the transaction, so that the failure is counted.
  if (!result) throw refuse("SECOND_FACTOR_WRONG");
  return result.passed;
}

const digitsOf = (code: string) => code.replace(/\s/g, "");

async function recordChange(tx: Tx, actor: Actor, userId: number, after: object): Promise<void> {
  const { email, homeAccountId } = await getUser(tx, userId);
  await recordAudit(tx, actor, homeAccountId, {
    type: "UPDATE",
    entity: "User",
    id: userId,
    description: email,
    after,
  });
}
