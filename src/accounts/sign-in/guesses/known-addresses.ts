import type { Tx } from "../../../db/database.ts";
import { type Sql, sql } from "../../../db/sql.ts";

/** How long an address stays familiar after a sign-in. */
const familiarDays = 30;
const familiarSince = (now: Date) => new Date(now.getTime() - familiarDays * 24 * 3_600_000);

/** Whether user `u` of the statement has signed in from this address block within the last 30 days. */
export function signsInFrom(address: string, now: Date): Sql {
  return sql`exists (
    select from known_address k
    where k.user_id = u.user_id and k.address = ${address} and k.signed_in_at > ${familiarSince(now)}
  )`;
}

/** Notes a sign-in with the right password. Once an hour is precise enough, and saves clients' many sign-ins a write. */
export async function rememberAddress(tx: Tx, userId: number, address: string, now: Date): Promise<void> {
  await tx.execute(sql`
    insert into known_address as k (user_id, address, signed_in_at) values (${userId}, ${address}, ${now})
    on conflict (user_id, address) do update set signed_in_at = excluded.signed_in_at
      where k.signed_in_at < ${new Date(now.getTime() - 3_600_000)}
  `);
}

/** Forgets where a user has signed in: whoever had an old password may have done so. */
export async function forgetAddresses(tx: Tx, userId: number): Promise<void> {
  await tx.execute(sql`delete from known_address where user_id = ${userId}`);
}

/** Deletes addresses that are no longer familiar. */
export async function deleteOldAddresses(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`delete from known_address where signed_in_at < ${familiarSince(now)}`);
}
