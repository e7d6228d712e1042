import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** The argon2id hash of a password or client secret. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password);
}

const decoy = hash(randomBytes(16));

/** Whether the password is the one of the hash. Without a hash (no such user) it takes as long and is false. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  return (await verify(stored ?? (await decoy), password)) && stored !== undefined;
}

/** A password or secret that nobody guesses: 144 bits, letters, digits, `-` and `_`. */
export function randomSecret(): string {
  return randomBytes(18).toString("base64url");
}
