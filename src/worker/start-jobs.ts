import { EventEmitter } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Logger, parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Logger as Log } from "pino";
import type { Context } from "../context.ts";
import { isConnectionLost, openPool, type Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { discover } from "../discover.ts";
import { loggedPayload } from "../logged-error.ts";
import { problems } from "../validation/check.ts";
import { isJob, type Job } from "./job.ts";
import { releaseLostJobs, takePresenceLock } from "./lost-jobs.ts";

/** The running background jobs. */
export interface RunningJobs {
  /**
   * Starts no more jobs and waits for the running ones. Asks them to give up after 5 seconds, and after 15 leaves them
   * to other instances.
   */
  stop(): Promise<void>;
}

/**
 * Runs the jobs in src/jobs until stopped. Uses its own connections, so that jobs and requests don't wait for each
 * other. Tests pass their own jobs.
 */
export async function startJobs(context: Context, connectionString: string, only?: Job[]): Promise<RunningJobs> {
  const jobs = only ?? (await discover(join(import.meta.dirname, "../jobs"), isJob, (unit) => unit.name));
  await recordNames(context.db, jobs);
  let runner = await startRunner(context, connectionString, jobs);
  const stopping = new AbortController();
  const { signal } = stopping;

  // graphile-worker gives up if the database is away for some seconds, so start it again.
  const supervision = (async () => {
    while (!signal.aborted) {
      await runner.promise.catch(() => undefined);
      if (signal.aborted) return;
      context.log.warn("background jobs stopped; restarting them");
      await restart();
    }
  })();
  async function restart(): Promise<void> {
    while (!signal.aborted) {
      await sleep(1000, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        runner = await startRunner(context, connectionString, jobs);
        if (signal.aborted) await runner.stop();
        return;
      } catch (error) {
        context.log.debug({ err: error }, "background jobs cannot start yet");
      }
    }
  }

  const checkLostJobs = () => {
    releaseLostJobs(context.db).catch((error: unknown) =>
      context.log.debug({ err: error }, "cannot look for lost jobs"),
    );
  };
  // Also at once: a program that was killed and restarted continues its own jobs.
  checkLostJobs();
  const watch = setInterval(checkLostJobs, 4000);
  const repeating = jobs.flatMap((unit) =>
    unit.everySeconds === undefined ? [] : [runRepeatedly(context, unit, unit.everySeconds, signal)],
  );
  return {
    async stop() {
      clearInterval(watch);
      stopping.abort();
      const stopped = runner
        .stop()
        .catch((error: unknown) => context.log.debug({ err: error }, "background jobs stopped"));
      await Promise.race([Promise.all([stopped, supervision, ...repeating]), sleep(15_000, undefined, { ref: false })]);
    },
  };
}

/**
 * Registers the names of the jobs with graphile-worker. Otherwise the first transaction that enqueues an unknown name
 * inserts it, and everybody else who enqueues it waits for that transaction.
 */
async function recordNames(db: Tx, jobs: Job[]): Promise<void> {
  await db.execute(sql`
    insert into graphile_worker._private_tasks (identifier)
    select unnest(${jobs.map((unit) => unit.name)}::text[]) on conflict do nothing
  `);
}

/** Runs a job every few seconds until the program stops, without writing a row to the job queue each time. */
async function runRepeatedly(context: Context, unit: Job, seconds: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const ended = context.activity.begin(`job ${unit.name}`);
    try {
      await unit.run(context, {}, { signal, lastAttempt: false });
    } catch (error) {
      const level = isConnectionLost(error) ? "debug" : "warn";
      context.log[level]({ err: error, job: unit.name }, "a job failed and will be retried");
    } finally {
      ended();
    }
  }
}

/** Starts graphile-worker with these jobs; rejects if the database is away. */
async function startRunner(context: Context, connectionString: string, jobs: Job[]): Promise<Runner> {
  const events = new EventEmitter() as unknown as WorkerEvents;
  events.on("pool:listen:success", ({ workerPool, client }) => {
    const { text, values } = takePresenceLock(workerPool.id);
    // Only when the connection is idle: the driver runs one query at a time.
    client.once("drain", () => {
      client
        .query(text, values as unknown[])
        .catch((error: unknown) =>
          context.log.warn({ err: error }, "cannot take the lock that shows this instance is alive"),
        );
    });
  });
  events.on("job:error", ({ job, error }) => {
    context.log.warn(
      { err: error, job: job.task_identifier, attempt: job.attempts },
      "a job failed and will be retried",
    );
  });
  events.on("job:failed", ({ job, error }) => {
    const payload = loggedPayload(job.payload);
    context.log.error({ err: error, job: job.task_identifier, payload }, "a job failed for the last time");
  });
  // We pass our own pool, because graphile-worker's stops listening for errors before it closes its last connection,
  // and losing that one would end the program. It needs a connection per concurrent job, used between jobs, and a
  // listener.
  const pgPool = openPool({ connectionString, max: 5 }, (error) =>
    context.log.debug({ err: error }, "lost a connection of the background jobs"),
  );
  const started = run({
    pgPool,
    concurrency: 4,
    // For jobs due later; LISTEN announces those due now.
    pollInterval: 1000,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: 5000,
    // Without this, a stop doesn't wait until finished jobs are marked as done.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: logger(context.log),
    events,
    taskList: Object.fromEntries(jobs.map((unit) => [unit.name, taskOf(context, unit)])),
    parsedCronItems: parseCronItems(
      jobs.flatMap((unit) =>
        unit.cron ? [{ task: unit.name, match: unit.cron, identifier: unit.name, options: { maxAttempts: 3 } }] : [],
      ),
    ),
  });
  try {
    const runner = await started;
    const over = async () => {
      try {
        await runner.promise;
      } finally {
        await pgPool.end();
      }
    };
    return { ...runner, promise: over() };
  } catch (error) {
    await pgPool.end();
    throw error;
  }
}

/** Wraps a job for graphile-worker: checks the payload, and adds the attempt. */
function taskOf(context: Context, unit: Job): TaskList[string] {
  return async (given, helpers) => {
    const { _cron, ...payload } = given as { _cron?: unknown };
    const problem = problems(unit.payload, payload)[0];
    if (problem)
      throw new Error(`invalid payload of ${unit.name}: ${problem.field} is ${problem.got}; it takes ${problem.takes}`);
    const { accountId } = payload as { accountId?: number };
    const ended = context.activity.begin(
      `job ${unit.name}${accountId === undefined ? "" : ` of account ${accountId}`}`,
    );
    try {
      await unit.run(context, payload, {
        signal: helpers.abortSignal,
        lastAttempt: helpers.job.attempts >= helpers.job.max_attempts,
      });
    } finally {
      ended();
    }
  };
}

/** Logs graphile-worker's own messages at debug level; what operators need to know, we log ourselves. */
function logger(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    log.debug({ ...scope, said: level }, message);
  });
}
