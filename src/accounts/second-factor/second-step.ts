import type { Database, Tx } from "../../db/database.ts";
import { refuse } from "../../errors.ts";
import { issueOneTimeToken, readOneTimeToken, useOneTimeToken } from "../sign-in/one-time-token.ts";
import { type Credentials, signIn } from "../sign-in/sign-in.ts";
import { getUser } from "../users.ts";
import { beginEnrollment, confirmEnrollment, secondFactorOf, verifySecondFactor } from "./second-factor.ts";

/** What a sign-in needs after the password: a code, or first an authenticator app that is set up. */
type SecondStep = "CODE" | "ENROLL";

/** A sign-in that is not complete. */
export interface Challenge {
  challenge: string;
  step: SecondStep;
  /** Seconds in which it can be completed. */
  expiresIn: number;
}

const challengeSeconds = 600;

/**
 * Signs in by password in one request, for the wire. A user with a second factor must send a code in it; one who still
 * has to set it up is refused, and can do so in the console.
 */
export async function signInAtOnce(
  db: Database,
  { code, ...credentials }: Credentials & { code?: string | undefined },
  now: Date,
): Promise<number> {
  const userId = await signIn(db, credentials, now);
  const step = await secondStepOf(db, userId);
  if (step === "ENROLL") throw refuse("SECOND_FACTOR_MISSING");
  if (step === "CODE") {
    if (code === undefined || code === "") throw refuse("SECOND_FACTOR_NEEDED");
    await verifySecondFactor(db, userId, { code, address: credentials.address }, now);
  }
  return userId;
}

/** Signs in by password; returns the user's id, or the challenge that completes the sign-in. */
export async function beginSignIn(
  db: Database,
  credentials: Credentials,
  now: Date,
): Promise<{ userId: number } | Challenge> {
  const userId = await signIn(db, credentials, now);
  const step = await secondStepOf(db, userId);
  if (step === undefined) return { userId };
  const challenge = await issueOneTimeToken(db, { purpose: "challenge", userId, seconds: challengeSeconds }, now);
  return { challenge, step, expiresIn: challengeSeconds };
}

/** Makes the seed of a user who must set up a second factor to complete the sign-in. */
export async function enrollAtSignIn(
  db: Database,
  challenge: string,
  now: Date,
): Promise<{ secret: string; uri: string }> {
  return await beginEnrollment(db, await userOfChallenge(db, challenge, now), now);
}

/**
 * Completes a sign-in with a code; the challenge then is used up. Returns recovery codes if the code confirmed a new
 * second factor.
 */
export async function completeSignIn(
  db: Database,
  { challenge, code, address }: { challenge: string; code: string; address: string },
  now: Date,
): Promise<{ userId: number; recoveryCodes?: string[] }> {
  const userId = await userOfChallenge(db, challenge, now);
  const step = await secondStepOf(db, userId);
  let recoveryCodes: string[] | undefined;
  if (step === "ENROLL") {
    const { email } = await getUser(db, userId);
    recoveryCodes = await confirmEnrollment(db, { userId, name: email }, userId, code, now);
  } else if (step === "CODE") await verifySecondFactor(db, userId, { code, address }, now);
  if (!(await useOneTimeToken(db, "challenge", challenge, now))) throw refuse("CHALLENGE_INVALID");
  return recoveryCodes ? { userId, recoveryCodes } : { userId };
}

async function userOfChallenge(tx: Tx, challenge: string, now: Date): Promise<number> {
  const known = await readOneTimeToken(tx, "challenge", challenge, now);
  if (!known?.userId || !(await getUser(tx, known.userId)).enabled) throw refuse("CHALLENGE_INVALID");
  return known.userId;
}

async function secondStepOf(tx: Tx, userId: number): Promise<SecondStep | undefined> {
  const { enabled, required } = await secondFactorOf(tx, userId);
  return enabled ? "CODE" : required ? "ENROLL" : undefined;
}
