import type { Tx } from "../../db/database.ts";
import { prepared, sql } from "../../db/sql.ts";

/** The account whose leads criteria select, and how it writes phones and times. */
export interface Scope {
  accountId: number;
  /** The country (`USA`) of phones without +. */
  country: string;
  /** The IANA zone of times without a zone. */
  timeZone: string;
}

/** Reads the scope of an account, which must exist. */
export async function scopeOf(tx: Tx, accountId: number): Promise<Scope> {
  const { country, timeZone } = await tx.one<{ country: string; timeZone: string }>(
    prepared(sql`select country_id as country, time_zone as "timeZone" from account where account_id = ${accountId}`),
  );
  return { accountId, country, timeZone };
}
