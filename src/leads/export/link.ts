import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Tx } from "../../db/database.ts";
import { placeOf } from "../../db/secrets/stored-secrets.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";

const place = placeOf("setting", "download-secret");

const form = /^(\d{1,15})-(\d{1,15})-(\d{1,11})-([\w-]{43})$/;

/** The path of a download without sign-in: account, archive, the Unix second it expires, and a signature over these. */
export async function linkPath(tx: Tx, accountId: number, archiveId: number, expiresAt: Date): Promise<string> {
  const signed = `${accountId}-${archiveId}-${Math.floor(expiresAt.getTime() / 1000)}`;
  return `/v1/downloads/${signed}-${signature(await secret(tx), signed).toString("base64url")}`;
}

/** The archive that a link's token refers to. Refuses a token with a wrong signature, and one that has expired. */
export async function checkLink(tx: Tx, token: string, now: Date): Promise<{ accountId: number; archiveId: number }> {
  const [, account, archive, expiry, given] = form.exec(token) ?? [];
  const expected = signature(await secret(tx), `${account}-${archive}-${expiry}`);
  if (given === undefined || !timingSafeEqual(Buffer.from(given, "base64url"), expected))
    throw refuse("DOWNLOAD_NOT_FOUND");
  const expiresAt = new Date(Number(expiry) * 1000);
  if (expiresAt <= now) throw refuse("DOWNLOAD_EXPIRED", { expiredAt: expiresAt.toISOString() });
  return { accountId: Number(account), archiveId: Number(archive) };
}

function signature(key: string, signed: string): Buffer {
  return createHmac("sha256", key).update(`download ${signed}`).digest();
}

/** The signing secret. Created on first use; all instances share it. */
async function secret(tx: Tx): Promise<string> {
  const read = () => tx.maybe<{ value: string }>(sql`select value from setting where name = 'download-secret'`);
  const known = await read();
  if (known) return tx.secrets.open(known.value, place);
  const sealed = tx.secrets.seal(randomBytes(32).toString("base64url"), place);
  await tx.execute(sql`
    insert into setting (name, value) values ('download-secret', ${JSON.stringify(sealed)}) on conflict do nothing
  `);
  const made = await read();
  if (!made) throw new Error("the secret of download links was just made and is not there");
  return tx.secrets.open(made.value, place);
}
