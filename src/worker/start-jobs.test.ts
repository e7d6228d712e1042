import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Type from "typebox";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { testContext } from "../../test/support/context.ts";
import { enqueue } from "../db/enqueue.ts";
import { sql } from "../db/sql.ts";
import { type Job, job } from "./job.ts";
import { type RunningJobs, startJobs } from "./start-jobs.ts";

let home: Awaited<ReturnType<typeof testContext>>;
const running: RunningJobs[] = [];

beforeAll(async () => {
  home = await testContext();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
  await home.context.db.execute(sql`delete from graphile_worker._private_jobs`);
});

afterAll(() => home.drop());

async function begin(...units: Job[]): Promise<RunningJobs> {
  const jobs = await startJobs(home.context, home.url, units);
  running.push(jobs);
  return jobs;
}

/** A job that records its payloads and then runs the given function. */
function noted(run: (attempt: { signal: AbortSignal }) => Promise<unknown> = async () => undefined) {
  const ran: number[] = [];
  const unit = job({
    name: "noted",
    payload: Type.Object({ n: Type.Integer() }),
    async run(_context, { n }, attempt) {
      ran.push(n);
      await run(attempt);
    },
  });
  return { ran, unit };
}

const queued = () =>
  home.context.db.query<{ attempts: number; lastError: string | null; locked: boolean }>(sql`
    select attempts, last_error as "lastError", locked_by is not null as locked from graphile_worker.jobs order by id
  `);

test("a job runs after its transaction commits, and never if it is rolled back", async () => {
  const { ran, unit } = noted();
  await begin(unit);
  await home.context.db
    .transaction(async (tx) => {
      await enqueue(tx, "noted", { n: 1 });
      throw new Error("no");
    })
    .catch(() => undefined);
  await home.context.db.transaction(async (tx) => {
    await enqueue(tx, "noted", { n: 2 });
    await enqueue(home.context.db, "noted", { n: 3 });
    await vi.waitFor(() => expect(ran).toEqual([3]), 10_000);
  });
  await vi.waitFor(() => expect(ran).toEqual([3, 2]), 10_000);
});

test("nobody waits for the first transaction that enqueues a job, because job names are registered at the start", async () => {
  const { unit } = noted();
  const named = { ...unit, name: "never enqueued" };
  let started = false;
  const starting = await home.context.db.transaction(async (tx) => {
    await tx.execute(sql`lock table graphile_worker._private_tasks in share mode`);
    const begun = begin(named).then(() => {
      started = true;
    });
    await sleep(500);
    expect(started).toBe(false);
    return { begun };
  });
  await starting.begun;
  await home.context.db.transaction(async (tx) => {
    await enqueue(tx, "never enqueued", { n: 1 });
    await enqueue(home.context.db, "never enqueued", { n: 2 });
  });
});

test("of several jobs with the same key, only the last one enqueued runs", async () => {
  const { ran, unit } = noted();
  for (const n of [1, 2, 3]) await enqueue(home.context.db, "noted", { n }, { key: "same" });
  await begin(unit);
  await enqueue(home.context.db, "noted", { n: 4 });
  await vi.waitFor(() => expect(new Set(ran)).toEqual(new Set([3, 4])), 10_000);
});

test("a job that fails, or whose payload is invalid, stays queued with its error", async () => {
  const { ran, unit } = noted(async () => {
    throw new Error("not today");
  });
  await begin(unit);
  await enqueue(home.context.db, "noted", { n: 1 });
  await enqueue(home.context.db, "noted", { n: "one" });
  await vi.waitFor(async () => {
    expect(await queued()).toEqual([
      { attempts: 1, lastError: "not today", locked: false },
      { attempts: 1, lastError: 'invalid payload of noted: n is "one"; it takes a whole number', locked: false },
    ]);
  }, 10_000);
  expect(ran).toEqual([1]);
});

test("a job that fails for the last time is logged with the ids of its payload, and without texts", async () => {
  const logged = vi.spyOn(home.context.log, "error");
  const unit = job({
    name: "failing",
    payload: Type.Object({ n: Type.Integer(), email: Type.String() }),
    run: () => Promise.reject(new Error("no")),
  });
  await begin(unit);
  await enqueue(home.context.db, "failing", { n: 7, email: "typed@example.com" }, { maxAttempts: 1 });
  await vi.waitFor(() => expect(logged).toHaveBeenCalled(), 10_000);
  expect(logged.mock.calls[0]?.[0]).toMatchObject({ job: "failing", payload: { n: 7 } });
  expect(JSON.stringify(logged.mock.calls)).not.toContain("typed@example.com");
  logged.mockRestore();
});

test("two instances share the jobs, and each job runs once", async () => {
  const first = noted();
  const second = noted();
  await begin(first.unit);
  await begin(second.unit);
  const all = Array.from({ length: 60 }, (_, n) => n);
  await Promise.all(all.map((n) => enqueue(home.context.db, "noted", { n })));
  await vi.waitFor(() => expect([...first.ran, ...second.ran].sort((a, b) => a - b)).toEqual(all), 10_000);
});

test("stopping waits for the running job", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { ran, unit } = noted(() => promise);
  const jobs = await begin(unit);
  await enqueue(home.context.db, "noted", { n: 1 });
  await vi.waitFor(() => expect(ran).toEqual([1]), 10_000);
  let stopped = false;
  const stopping = jobs.stop().then(() => {
    stopped = true;
  });
  await enqueue(home.context.db, "noted", { n: 2 });
  expect(stopped).toBe(false);
  resolve();
  await stopping;
  // A worker that was fetching a job at that moment may have got the second one, and then finishes it too.
  const left = await queued();
  expect(ran.length + left.length).toBe(2);
  expect(left.filter(({ locked }) => locked)).toEqual([]);
});

test("a job still running five seconds into a stop is asked to give up, and left to other instances", async () => {
  const { ran, unit } = noted(async ({ signal }) => {
    await sleep(60_000, undefined, { signal });
  });
  const jobs = await begin(unit);
  await enqueue(home.context.db, "noted", { n: 1 });
  await vi.waitFor(() => expect(ran).toEqual([1]), 10_000);
  await jobs.stop();
  expect(await queued()).toMatchObject([{ attempts: 1, locked: false }]);
});

test("another instance runs the job of an instance that was killed", async () => {
  const folder = join(import.meta.dirname, "../..");
  const child = spawn(process.execPath, [
    "--input-type=module",
    "--eval",
    `import Type from "${folder}/node_modules/typebox/build/index.mjs";
     import { pino } from "${folder}/node_modules/pino/pino.js";
     import { Activity } from "${folder}/src/activity.ts";
     import { connect } from "${folder}/src/db/database.ts";
     import { startJobs } from "${folder}/src/worker/start-jobs.ts";
     const db = connect("${home.url}", () => undefined);
     await startJobs({ db, log: pino({ level: "silent" }), activity: new Activity() }, "${home.url}", [{ name: "noted", payload: Type.Object({}), run() {
       console.log("running");
       return new Promise((resolve) => setTimeout(resolve, 60_000));
     } }]);`,
  ]);
  await enqueue(home.context.db, "noted", { n: 1 });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await queued()).toEqual([{ attempts: 1, lastError: null, locked: true }]);
  const { ran, unit } = noted();
  await begin(unit);
  await vi.waitFor(() => expect(ran).toEqual([1]), { timeout: 20_000, interval: 100 });
});

test("a living instance keeps its job, however long it takes", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = noted(() => promise);
  await begin(first.unit);
  await enqueue(home.context.db, "noted", { n: 1 });
  await vi.waitFor(() => expect(first.ran).toEqual([1]), 10_000);
  await home.context.db.execute(sql`update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'`);
  const { releaseLostJobs } = await import("./lost-jobs.ts");
  await releaseLostJobs(home.context.db);
  expect(await queued()).toMatchObject([{ locked: true }]);
  resolve();
});
