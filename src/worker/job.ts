import type { Static, TObject, TSchema } from "typebox";
import type { Context } from "../context.ts";

/** The circumstances of a run. */
interface Attempt {
  /** Aborts when the program stops: a long run should give up, and another instance continues it. */
  signal: AbortSignal;
  /** Whether this is the last attempt. */
  lastAttempt: boolean;
}

/** A background job. It runs when enqueued by name (db/enqueue.ts), on a schedule, or every few seconds. */
export interface Job<Payload extends object = object> {
  /** The name it is enqueued under, which the database stores. */
  name: string;
  payload: TSchema;
  /** Its schedule, five cron fields in UTC; its payload is then `{}`. */
  cron?: string;
  /** Seconds between runs on every instance, with the payload `{}`. Several instances may run it at the same time. */
  everySeconds?: number;
  /**
   * Runs the job. It may run again for the same payload, for instance after a crash, so it must check what is already
   * done. If it throws, it is retried later.
   */
  run(context: Context, payload: Payload, attempt: Attempt): Promise<unknown>;
}

/** Declares a job; a file in src/jobs exports it as its default. */
export function job<S extends TObject>(definition: Omit<Job<Static<S>>, "payload"> & { payload: S }): Job {
  // The payload is validated against the schema before the job runs, so the cast is safe.
  return definition as unknown as Job;
}

export function isJob(unit: unknown): unit is Job {
  return typeof unit === "object" && unit !== null && "name" in unit && "payload" in unit && "run" in unit;
}
