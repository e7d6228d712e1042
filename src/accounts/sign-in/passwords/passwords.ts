import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { refuse } from "../../../errors.ts";

/** The argon2id hash of a password. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password);
}

// For users who don't exist.
const decoy = hash(randomBytes(16));

/**
 * Whether the password matches the hash. Without a hash it takes just as long, so that timing reveals no user names.
 */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  return (await verify(stored ?? (await decoy), password)) && typeof stored === "string";
}

// As many hashes as are computed at a time, at 20 ms and 19 MB each, and how many checks may wait for that.
const atOnce = 4;
const mostWaiting = 256;
const waiting: (() => void)[] = [];
let running = 0;

/**
 * Runs a check of a password once few enough others run. Everybody at an address may sign in at the same moment; in
 * turns, they don't count as a burst of guesses. SIGN_IN_BUSY if too many wait already.
 */
export async function checkInTurn<T>(check: () => Promise<T>): Promise<T> {
  if (waiting.length >= mostWaiting) throw refuse("SIGN_IN_BUSY", { retryAfter: 2 });
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await check();
  } finally {
    // Whoever waits longest takes over this place.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/** A password or secret of 144 random bits: letters, digits, `-` and `_`. */
export function randomSecret(): string {
  return randomBytes(18).toString("base64url");
}
