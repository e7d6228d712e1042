import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** The argon2id hash of a password or client secret. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password);
}

// For users who don't exist.
const decoy = hash(randomBytes(16));

/**
 * Whether the password matches the hash. Without a hash it takes just as long, so that timing reveals no user names.
 */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  return (await verify(stored ?? (await decoy), password)) && stored !== undefined;
}

/** A password or secret of 144 random bits: letters, digits, `-` and `_`. */
export function randomSecret(): string {
  return randomBytes(18).toString("base64url");
}
