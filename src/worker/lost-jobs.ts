import type { Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";

/** Takes the lock that shows an instance is alive, on its listening connection. `instance` is what locks its jobs. */
export const takePresenceLock = (instance: string) =>
  sql`select pg_advisory_lock_shared(hashtextextended(${instance}, 0))`;

/**
 * Frees the jobs of instances that were killed, for others to run; graphile-worker itself would wait for four hours.
 * Spares jobs locked less than 3 seconds ago, whose instance may be starting or reconnecting.
 */
export async function releaseLostJobs(db: Tx): Promise<void> {
  await db.execute(sql`
    with lost as (
      select distinct locked_by from graphile_worker.jobs
      where locked_at < now() - interval '3 seconds'
        and not exists (
          select from pg_locks
          where locktype = 'advisory' and objsubid = 1
            and database = (select oid from pg_database where datname = current_database())
            and (classid::bigint << 32 | objid::bigint) = hashtextextended(jobs.locked_by, 0)
        )
    )
    select graphile_worker.force_unlock_workers(array_agg(locked_by)) from lost having count(*) > 0
  `);
}
