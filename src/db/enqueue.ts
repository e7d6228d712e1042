import type { Tx } from "./database.ts";
import { sql } from "./sql.ts";

interface Options {
  /** Of the jobs with one key that have not begun, only the one enqueued last stays. */
  key?: string;
  /** Not before this moment. */
  runAt?: Date;
  /** Jobs of one queue run one after the other, whichever instance takes them. */
  queue?: string;
  /** How often it is tried before it is given up; the waits between grow from 3 seconds to 6 hours. */
  maxAttempts?: number;
}

/** Has a background job run once the transaction has committed; it starts within milliseconds. The payload holds ids, not what they stand for. */
export async function enqueue(tx: Tx, name: string, payload: object, options: Options = {}): Promise<void> {
  await tx.execute(sql`
    select from graphile_worker.add_job(
      identifier => ${name}, payload => ${JSON.stringify(payload)}::json, run_at => ${options.runAt ?? null}::timestamptz,
      max_attempts => ${options.maxAttempts ?? 25}::int, job_key => ${options.key ?? null}::text,
      queue_name => ${options.queue ?? null}::text)
  `);
}
