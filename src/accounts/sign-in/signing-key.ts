import { randomBytes } from "node:crypto";
import type { Tx } from "../../db/database.ts";
import { placeOf } from "../../db/secrets/stored-secrets.ts";
import { sql } from "../../db/sql.ts";

const place = placeOf("setting", "signing-key");

// The key never changes, so each pool reads it once.
const known = new WeakMap<Tx, Promise<Uint8Array>>();

/**
 * The secret that signs tokens and links: 32 bytes, created at the first start, shared by all instances on a database.
 */
export function signingKey(db: Tx): Promise<Uint8Array> {
  const key = known.get(db) ?? readKey(db);
  known.set(db, key);
  key.catch(() => known.delete(db));
  return key;
}

async function readKey(db: Tx): Promise<Uint8Array> {
  // It is gone after the key of secrets was lost.
  await ensureSigningKey(db);
  const { value } = await db.one<{ value: string }>(sql`select value from setting where name = 'signing-key'`);
  return Buffer.from(db.secrets.open(value, place), "base64");
}

/** Creates the key unless there is one. */
export async function ensureSigningKey(tx: Tx): Promise<void> {
  const value = JSON.stringify(tx.secrets.seal(randomBytes(32).toString("base64"), place));
  await tx.execute(sql`insert into setting (name, value) values ('signing-key', ${value}) on conflict do nothing`);
}
