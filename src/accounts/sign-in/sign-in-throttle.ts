import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";

const windowMinutes = 5;
/**
 * Failures within a window that block sign-in until it ends. The limit per address is higher: people share addresses.
 */
const limits = { user: 10, address: 60 };

interface Attempt {
  userName: string;
  /** The client's IP address. */
  address: string;
}

const subjects = ({ userName, address }: Attempt) => [
  { subject: `user:${userName.toLowerCase()}`, limit: limits.user },
  { subject: `address:${address}`, limit: limits.address },
];

/**
 * Refuses with SIGN_IN_THROTTLED if the user name or the address has failed too often. Failures are counted in the
 * database, so that all instances share them.
 */
export async function requireFewFailures(tx: Tx, attempt: Attempt, now: Date): Promise<void> {
  const given = subjects(attempt);
  const failed = await tx.query<{ subject: string; failures: number; windowEndsAt: Date }>(sql`
    select subject, failures, window_ends_at as "windowEndsAt" from sign_in_failure
    where subject = any(${given.map(({ subject }) => subject)}) and window_ends_at > ${now}
  `);
  const over = failed.filter((row) =>
    given.some(({ subject, limit }) => subject === row.subject && row.failures >= limit),
  );
  if (over.length === 0) return;
  const until = Math.max(...over.map((row) => row.windowEndsAt.getTime()));
  throw refuse("SIGN_IN_THROTTLED", { retryAfter: Math.ceil((until - now.getTime()) / 1000) });
}

/** Counts a failure for the user name and the address. The first failure after a window starts the next one. */
export async function countFailure(tx: Tx, attempt: Attempt, now: Date): Promise<void> {
  const windowEnd = new Date(now.getTime() + windowMinutes * 60_000);
  await tx.execute(sql`
    insert into sign_in_failure as f (subject, failures, window_ends_at)
    select subject, 1, ${windowEnd} from unnest(${subjects(attempt).map(({ subject }) => subject)}::text[]) subject order by subject
    on conflict (subject) do update set
      failures = case when f.window_ends_at > ${now} then f.failures + 1 else 1 end,
      window_ends_at = case when f.window_ends_at > ${now} then f.window_ends_at else excluded.window_ends_at end
  `);
}

/** Clears a user's failures after a successful sign-in, but not the address's. */
export async function clearFailures(tx: Tx, { userName }: Attempt): Promise<void> {
  await tx.execute(sql`delete from sign_in_failure where subject = ${`user:${userName.toLowerCase()}`}`);
}

/** Deletes the failures of windows that have ended. */
export async function deleteOldFailures(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`delete from sign_in_failure where window_ends_at < ${now}`);
}
