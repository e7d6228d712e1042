import type { Static, TObject, TSchema } from "typebox";
import type { Context } from "../context.ts";

/** How a run stands. */
interface Attempt {
  /** The program is stopping: what takes long gives up, and another instance does it. */
  signal: AbortSignal;
  /** It is not tried again after this. */
  lastAttempt: boolean;
}

/** What runs in the background: enqueued by name through db/enqueue.ts, by the clock, or several of these. */
export interface Job<Payload extends object = object> {
  /** The name it is enqueued under. */
  name: string;
  payload: TSchema;
  /** When it runs by itself, five fields of cron in UTC; its payload is then `{}`. */
  cron?: string;
  /** Seconds between runs, on every instance, with the payload `{}`. Several instances may run it at the same time. */
  everySeconds?: number;
  /**
   * May run more than once for one payload (after a crash), so it looks first at what is done already. Throwing has it
   * tried again later.
   */
  run(context: Context, payload: Payload, attempt: Attempt): Promise<unknown>;
}

export function job<S extends TObject>(definition: Omit<Job<Static<S>>, "payload"> & { payload: S }): Job {
  // A payload is checked against the schema before the job runs.
  return definition as unknown as Job;
}

export function isJob(unit: unknown): unit is Job {
  return typeof unit === "object" && unit !== null && "name" in unit && "payload" in unit && "run" in unit;
}
