import { EventEmitter } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Logger, parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Logger as Log } from "pino";
import type { Context } from "../context.ts";
import { isConnectionLost, openPool, type Tx } from "../db/database.ts";
import { sql } from "../db/sql.ts";
import { discover } from "../discover.ts";
import { problems } from "../validation/check.ts";
import { isJob, type Job } from "./job.ts";
import { presence, releaseLostJobs } from "./lost-jobs.ts";

export interface RunningJobs {
  /**
   * Takes no more jobs and waits for the running ones; after 5 seconds they are asked to give up, after 15 they are
   * left to other instances.
   */
  stop(): Promise<void>;
}

/**
 * Runs the jobs of src/jobs until it is stopped; over connections of its own, so that jobs and requests do not keep
 * each other waiting. Tests bring jobs of their own.
 */
export async function startJobs(context: Context, connectionString: string, only?: Job[]): Promise<RunningJobs> {
  const jobs = only ?? (await discover(join(import.meta.dirname, "../jobs"), isJob, (unit) => unit.name));
  await recordNames(context.db, jobs);
  let runner = await startRunner(context, connectionString, jobs);
  const stopping = new AbortController();
  const { signal } = stopping;

  // graphile-worker gives up when the database is away for some seconds; we do not.
  const supervision = (async () => {
    while (!signal.aborted) {
      await runner.promise.catch(() => undefined);
      if (signal.aborted) return;
      context.log.warn("background jobs stopped; starting them again");
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

  const look = () => {
    releaseLostJobs(context.db).catch((error: unknown) =>
      context.log.debug({ err: error }, "lost jobs not looked for"),
    );
  };
  // At once too: a program that was killed and started again goes on with its own.
  look();
  const watch = setInterval(look, 4000);
  const repeating = jobs.flatMap((unit) =>
    unit.everySeconds === undefined ? [] : [repeat(context, unit, unit.everySeconds, signal)],
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
 * Has graphile-worker know the names of the jobs. The first transaction that enqueues a job whose name is unknown
 * records it, and until that transaction ends, everybody else who enqueues such a job waits.
 */
async function recordNames(db: Tx, jobs: Job[]): Promise<void> {
  await db.execute(sql`
    insert into graphile_worker._private_tasks (identifier)
    select unnest(${jobs.map((unit) => unit.name)}::text[]) on conflict do nothing
  `);
}

/** Runs a job every few seconds until the program stops, without writing a row to the job queue each time. */
async function repeat(context: Context, unit: Job, seconds: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      await unit.run(context, {}, { signal, lastAttempt: false });
    } catch (error) {
      const level = isConnectionLost(error) ? "debug" : "warn";
      context.log[level]({ err: error, job: unit.name }, "a job failed and is tried again");
    }
  }
}

async function startRunner(context: Context, connectionString: string, jobs: Job[]): Promise<Runner> {
  const events = new EventEmitter() as unknown as WorkerEvents;
  events.on("pool:listen:success", ({ workerPool, client }) => {
    const { text, values } = presence(workerPool.id);
    // Once it listens; the driver wants one query at a time.
    client.once("drain", () => {
      client
        .query(text, values as unknown[])
        .catch((error: unknown) => context.log.warn({ err: error }, "no presence"));
    });
  });
  events.on("job:error", ({ job, error }) => {
    context.log.warn(
      { err: error, job: job.task_identifier, attempt: job.attempts },
      "a job failed and is tried again",
    );
  });
  events.on("job:failed", ({ job, error }) => {
    context.log.error({ err: error, job: job.task_identifier, payload: job.payload }, "a job is given up");
  });
  // Not a pool of its own: it stops listening to that before the last connection is closed, and one that is lost then
  // would end the program. One connection per concurrent job, which it uses only between jobs, and one that listens.
  const pgPool = openPool({ connectionString, max: 5 }, (error) =>
    context.log.debug({ err: error }, "a connection of the background jobs is lost"),
  );
  const started = run({
    pgPool,
    concurrency: 4,
    // For what is due later; what is due at once is heard of by LISTEN.
    pollInterval: 1000,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: 5000,
    // Otherwise a stop does not wait until it is written down that a job is done.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: logger(context.log),
    events,
    taskList: Object.fromEntries(jobs.map((unit) => [unit.name, task(context, unit)])),
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

function task(context: Context, unit: Job): TaskList[string] {
  return async (given, helpers) => {
    const { _cron, ...payload } = given as { _cron?: unknown };
    const problem = problems(unit.payload, payload)[0];
    if (problem) throw new Error(`payload of ${unit.name}: ${problem.field} is ${problem.got}, not ${problem.takes}`);
    await unit.run(context, payload, {
      signal: helpers.abortSignal,
      lastAttempt: helpers.job.attempts >= helpers.job.max_attempts,
    });
  };
}

/** Everything graphile-worker says itself is for debugging; what an operator must know we log ourselves. */
function logger(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    log.debug({ ...scope, said: level }, message);
  });
}
