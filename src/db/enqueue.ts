import type { Tx } from "./database.ts";
import { sql } from "./sql.ts";

interface Options {
  /** Of jobs with the same key that haven't started, only the last one enqueued remains. */
  key?: string;
  /** The earliest time to run. */
  runAt?: Date;
  /** Jobs of the same queue run one at a time, whichever instance runs them. */
  queue?: string;
  /** How many attempts before it is given up; the waits between them grow from 3 seconds to 6 hours. Default: 25. */
  maxAttempts?: number;
}

/**
 * Enqueues a background job that starts within milliseconds after the transaction commits. The payload should hold ids
 * rather than data, which may change until the job runs.
 */
export async function enqueue(tx: Tx, name: string, payload: object, options: Options = {}): Promise<void> {
  await tx.execute(sql`
    select from graphile_worker.add_job(
      identifier => ${name}, payload => ${JSON.stringify(payload)}::json, run_at => ${options.runAt ?? null}::timestamptz,
      max_attempts => ${options.maxAttempts ?? 25}::int, job_key => ${options.key ?? null}::text,
      queue_name => ${options.queue ?? null}::text)
  `);
}
