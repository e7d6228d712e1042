import type { Database, Tx } from "../../../db/database.ts";
import { sql } from "../../../db/sql.ts";
import { refuse } from "../../../errors.ts";
import { greatest } from "../../../extremes.ts";

/** So many attempts within a window, which the first of them begins. */
export interface AttemptLimit {
  /** What the limit is for. Each scope counts apart, so a user's name never counts as a client's. */
  scope: string;
  /** In any case; empty: one count for all names. */
  name: string;
  /** An `addressBlock`; empty: one count for all addresses. */
  address: string;
  most: number;
  minutes: number;
}

/** An attempt that was counted, and can be taken back. */
export interface CountedAttempt {
  rows: { scope: string; name: string; address: string; windowEndsAt: Date }[];
}

/**
 * Counts an attempt toward each limit, before its secret is checked: attempts at the same time on any instance wait for
 * each other here, so no burst gets past a limit. Refuses with SIGN_IN_THROTTLED, and counts nothing, if one is used up.
 */
export async function countAttempt(db: Database, limits: AttemptLimit[], now: Date): Promise<CountedAttempt> {
  const given = limits.map(({ minutes, ...limit }) => ({
    ...limit,
    windowEndsAt: new Date(now.getTime() + minutes * 60_000),
  }));
  return await db.transaction(async (tx) => {
    const rows = await tx.query<CountedAttempt["rows"][number] & { isOver: boolean }>(sql`
      with given as (
        select scope, lower(name) as name, address, most, "windowEndsAt"
        from json_to_recordset(${JSON.stringify(given)})
          as given(scope text, name text, address text, most integer, "windowEndsAt" timestamptz)
      ), counted as (
        insert into sign_in_attempt as a (scope, name, address, attempts, window_ends_at)
        select scope, name, address, 1, "windowEndsAt" from given order by scope, name, address
        on conflict (scope, name, address) do update set
          attempts = case when a.window_ends_at > ${now} then a.attempts + 1 else 1 end,
          window_ends_at = case when a.window_ends_at > ${now} then a.window_ends_at else excluded.window_ends_at end
        returning scope, name, address, attempts, window_ends_at
      )
      select scope, name, address, window_ends_at as "windowEndsAt", attempts > most as "isOver"
      from counted join given using (scope, name, address)
    `);
    const over = rows.filter(({ isOver }) => isOver);
    if (over.length === 0) return { rows };
    // Rolls back, so that refused attempts don't count.
    const until = greatest(over.map(({ windowEndsAt }) => windowEndsAt.getTime()));
    throw refuse("SIGN_IN_THROTTLED", { retryAfter: Math.ceil((until - now.getTime()) / 1000) });
  });
}

/** Takes back an attempt that succeeded, unless the window it was counted in is over. */
export async function takeBackAttempt(tx: Tx, { rows }: CountedAttempt): Promise<void> {
  await tx.execute(sql`
    update sign_in_attempt a set attempts = greatest(a.attempts - 1, 0)
    from json_to_recordset(${JSON.stringify(rows)}) as given(scope text, name text, address text, "windowEndsAt" timestamptz)
    where a.scope = given.scope and a.name = given.name and a.address = given.address
      and a.window_ends_at = given."windowEndsAt"
  `);
}

/** Forgets the attempts at a name, from one address or from all. */
export async function clearAttempts(tx: Tx, scopes: string[], name: string, address?: string): Promise<void> {
  await tx.execute(sql`
    delete from sign_in_attempt
    where scope = any(${scopes}) and name = lower(${name}) and address = coalesce(${address ?? null}, address)
  `);
}

/** Deletes the counts of windows that have ended. */
export async function deleteOldAttempts(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`delete from sign_in_attempt where window_ends_at < ${now}`);
}
