import { randomBytes } from "node:crypto";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { sha256 } from "../sign-in/session.ts";
import { base32 } from "./totp.ts";

const count = 10;

/** Replaces a user's recovery codes by ten new ones of eight groups, such as `abcd-efgh-…`. They are stored as hashes. */
export async function replaceRecoveryCodes(tx: Tx, userId: number): Promise<string[]> {
  // 160 bits: from 112 on, a fast hash without salt is enough (OWASP ASVS 6.5.2).
  const codes = Array.from({ length: count }, () => base32(randomBytes(20)).toLowerCase());
  await tx.execute(sql`delete from recovery_code where user_id = ${userId}`);
  await tx.execute(sql`
    insert into recovery_code (user_id, code_hash) select ${userId}, unnest(${codes.map(sha256)}::bytea[])
  `);
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, "$1-"));
}

/** Uses up a recovery code, typed in any case and with or without dashes; false if it is wrong or was used. */
export async function useRecoveryCode(tx: Tx, userId: number, code: string, now: Date): Promise<boolean> {
  const hash = sha256(code.toLowerCase().replace(/[^a-z2-7]/g, ""));
  return (
    (await tx.execute(sql`
      update recovery_code set used_at = ${now}
      where user_id = ${userId} and code_hash = ${hash} and used_at is null
    `)) === 1
  );
}
