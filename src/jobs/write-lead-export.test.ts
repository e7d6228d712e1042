import { afterAll, beforeAll, expect, test } from "vitest";
import { testContext } from "../../test/support/context.ts";
import { sql } from "../db/sql.ts";
import job from "./write-lead-export.ts";

let home: Awaited<ReturnType<typeof testContext>>;
beforeAll(async () => {
  home = await testContext();
});
afterAll(() => home.drop());

test("two exports are written at once; another one is tried again a second later", async () => {
  const { context, time } = home;
  const written = Promise.withResolvers<never>();
  const slow = { ...context, db: { ...context.db, transaction: () => written.promise } };
  const attempt = { signal: new AbortController().signal, lastAttempt: false };
  const run = (archiveId: number) => job.run(slow, { accountId: 5, archiveId } as never, attempt);
  const two = [run(1), run(2)];
  await run(3);
  const enqueued = () =>
    context.db.query(sql`select key, queue_name as queue, run_at as "runAt" from graphile_worker.jobs`);
  const later = { key: "lead-export-5-3", queue: "exports-5", runAt: new Date(time.now.getTime() + 1000) };
  expect(await enqueued()).toEqual([later]);
  written.resolve(true as never);
  await Promise.all(two);
  // There is no export 3, which only a run that was not put off finds out.
  await job.run(context, { accountId: 5, archiveId: 3 } as never, attempt);
  expect(await enqueued()).toEqual([later]);
});
