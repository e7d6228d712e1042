import type { Tx } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";

/** Whose leads are meant, and how that account writes its phones and times. */
export interface Scope {
  accountId: number;
  /** Where a phone without + is dialed: USA. */
  country: string;
  /** IANA zone of a time without one. */
  timeZone: string;
}

/** The scope of an account that exists. */
export async function scopeOf(tx: Tx, accountId: number): Promise<Scope> {
  const { country_id, time_zone } = await tx.one<{ country_id: string; time_zone: string }>(
    prepared(sql`select country_id, time_zone from account where account_id = ${accountId}`),
  );
  return { accountId, country: country_id, timeZone: time_zone };
}
