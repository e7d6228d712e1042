import { expect, test, vi } from "vitest";
import { ExportFloor, files, marking, named, plainCsv, zippedCsv } from "../../../test/support/files/exports.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { readExport } from "./exports.ts";
import { beginRun } from "./run.ts";

const at = new ExportFloor();

test.each(files)("%s resumes after an interruption without reading finished batches again", async (_, asked) => {
  const { id, batches } = await at.ask(asked, [3, 2, 4, 1]);
  await at.breakOff(id, 2);
  expect(await at.kept(id)).toEqual([3, 2, null, null]);
  const begun = { status: "RUNNING", processed: 5, selected: 10, path: null };
  expect(await readExport(at.db, at.accountId, id)).toMatchObject(begun);
  await at.rename("newer");
  await at.breakOff(id, 1);
  expect(await at.kept(id)).toEqual([3, 2, 4, null]);
  await at.rename("newest");
  await at.write(id);
  const done = { status: "DONE", processed: 10, selected: 10, withdrawn: 0 };
  expect(await readExport(at.db, at.accountId, id)).toMatchObject(done);
  expect(await at.rows(id, asked)).toEqual([
    ...named("old", batches[0], batches[1]),
    ...named("newer", batches[2]),
    ...named("newest", batches[3]),
  ]);
});

test.each(files)("%s without leads, and one whose batches are all finished, are complete", async (_, asked) => {
  const nobody = await at.ask(asked, []);
  await at.write(nobody.id);
  expect(await at.rows(nobody.id, asked)).toEqual([]);
  const { id, batches } = await at.ask(asked, [2, 1]);
  const ending = () => {
    throw new Error("killed");
  };
  await expect(at.write(id, { ...at.context, clock: ending })).rejects.toThrow("killed");
  expect(await at.kept(id)).toEqual([2, 1]);
  await at.rename("new");
  await at.write(id);
  expect(await at.rows(id, asked)).toEqual(named("old", ...batches));
});

test.each([
  ["a CSV file", plainCsv],
  ["CSV in a ZIP archive", zippedCsv],
])("%s that broke off within long batches, at any of their chunks, is right", async (_, asked) => {
  // The second has more chunks than are read at once.
  const { id, batches } = await at.ask(asked, [70, 700, 100]);
  await at.lengthen();
  for (const last of [1, 4, 9]) {
    let inserts = 0;
    const failing = at.before("insert into archive_chunk", async () => {
      if (++inserts > last) throw new Error("killed");
    });
    await expect(at.write(id, failing)).rejects.toThrow("killed");
  }
  await at.breakOff(id, (await at.kept(id)).indexOf(null) === 0 ? 2 : 1);
  expect(await at.kept(id)).toEqual([70, 700, null]);
  await at.rename("new");
  await at.write(id);
  expect(await at.rows(id, asked)).toEqual([...named("old", batches[0], batches[1]), ...named("new", batches[2])]);
  const chunks = await at.chunks(id);
  // The head, and the rows of each batch; or the ZIP archive alone.
  if (asked === plainCsv) expect(chunks.map(({ batch }) => batch)).toEqual([-1, 0, 0, ...Array(11).fill(1), 2, 2]);
  else expect(new Set(chunks.map(({ batch }) => batch))).toEqual(new Set([-1]));
});

test.each([
  ["where it keeps rows", "insert into archive_chunk"],
  ["where it marks a batch", marking],
])("a run that lost its lock to another one ends at once %s, and keeps nothing", async (_, words) => {
  const { id, batches } = await at.ask(plainCsv, [5]);
  let times = 0;
  const late = at.before(words, async () => {
    if (++times === 1) await beginRun(at.db, at.accountId, id);
  });
  const end = vi.fn(at.context.clock);
  await at.write(id, { ...late, clock: end });
  expect([times, end.mock.calls.length]).toEqual([1, 0]);
  expect(await at.kept(id)).toEqual([null]);
  expect(await at.chunks(id)).toEqual([]);
  await at.write(id);
  expect(await at.rows(id, plainCsv)).toEqual(named("old", ...batches));
});

test("a batch is not finished before its last chunk is stored", async () => {
  const { id } = await at.ask(plainCsv, [3, 2]);
  let inserts = 0;
  const failing = at.before("insert into archive_chunk", async () => {
    // After the head.
    if (++inserts === 2) throw new Error("killed");
  });
  await expect(at.write(id, failing)).rejects.toThrow("killed");
  expect(await at.kept(id)).toEqual([null, null]);
});

test("a chunk inserted while another run begins is not part of the file", async () => {
  const { id } = await at.ask(plainCsv, [3, 2]);
  const { db } = at;
  let next: Promise<unknown> | undefined;
  const inserting = at.before("insert into archive_chunk", async () => {
    await new Promise<void>((resolve) => {
      const slow: typeof db = {
        ...db,
        transaction: (run) =>
          db.transaction(async (tx) => {
            const begun = await run(tx);
            resolve();
            await at.untilBlocked("insert into archive_chunk");
            return begun;
          }),
      };
      next = beginRun(slow, at.accountId, id);
    });
  });
  await at.write(id, inserting);
  await next;
  expect(await at.chunks(id)).toEqual([]);
});

test("a run waits for a chunk that an earlier run is inserting, and deletes it", async () => {
  const { id } = await at.ask(plainCsv, [3, 2]);
  let next: Promise<unknown> | undefined;
  const { db } = at;
  const inserting = {
    ...at.context,
    db: {
      ...db,
      execute: (statement: Sql) =>
        db.transaction(async (tx) => {
          const inserted = await tx.execute(statement);
          if (!next && statement.text.includes("insert into archive_chunk")) {
            next = beginRun(db, at.accountId, id);
            await at.untilBlocked("for update");
          }
          return inserted;
        }),
    },
  };
  await at.write(id, inserting);
  await next;
  expect(await at.chunks(id)).toEqual([]);
});

test("any range of a plain file can be downloaded, across chunks of any size", async () => {
  const { id } = await at.ask(plainCsv, [1, 100, 33, 131]);
  await at.lengthen();
  await at.breakOff(id, 2);
  await at.write(id);
  const whole = await at.download(id);
  const chunks = await at.chunks(id);
  expect(chunks).toHaveLength(8);
  const seams = chunks.flatMap(({ first, length }) => [Number(first), Number(first) + length - 1]);
  for (const first of seams)
    for (const last of seams.filter((one) => one >= first))
      expect((await at.download(id, first, last)).equals(whole.subarray(first, last + 1))).toBe(true);
});

test.each(files)("%s stops once its account is closed, and resumes when it is open again", async (_, asked) => {
  const { id, batches } = await at.ask(asked, [3, 2]);
  let marks = 0;
  const closing = at.before(marking, async () => {
    if (marks++ === 1)
      await at.db.execute(sql`update account set closed_at = now() where account_id = ${at.accountId}`);
  });
  await at.write(id, closing);
  expect(await at.kept(id)).toEqual([3, null]);
  await at.write(id);
  expect(await readExport(at.db, at.accountId, id)).toMatchObject({ status: "RUNNING", processed: 3 });
  await at.db.execute(sql`update account set closed_at = null where account_id = ${at.accountId}`);
  await at.write(id);
  expect(await readExport(at.db, at.accountId, id)).toMatchObject({ status: "DONE", processed: 5 });
  expect(await at.rows(id, asked)).toEqual(named("old", ...batches));
});
