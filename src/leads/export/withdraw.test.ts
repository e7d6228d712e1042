import { expect, test } from "vitest";
import { ExportFloor, files, marking, named, plainCsv } from "../../../test/support/files/exports.ts";
import type { Sql } from "../../db/sql.ts";
import { openDownload } from "./download.ts";
import { readExport } from "./exports.ts";

const at = new ExportFloor();

test.each(files)(
  "a lead deleted between two runs of %s is not in it, and only its batch is asked for again",
  async (_, asked) => {
    const { id, batches } = await at.ask(asked, [3, 2, 4, 1]);
    await at.breakOff(id, 3);
    await at.rename("new");
    await at.deleteLead(batches[1]?.[0]);
    expect(await at.kept(id)).toEqual([3, null, 4, null]);
    await at.write(id);
    expect(await readExport(at.db, at.accountId, id)).toMatchObject({ status: "DONE", processed: 9, withdrawn: 1 });
    expect(await at.rows(id, asked)).toEqual([
      ...named("old", batches[0]),
      ...named("new", batches[1]?.slice(1)),
      ...named("old", batches[2]),
      ...named("new", batches[3]),
    ]);
  },
);

test.each(files)("%s that is already written is written again without a deleted lead", async (_, asked) => {
  const { id, batches } = await at.ask(asked, [3, 2, 4]);
  await at.write(id);
  const { path } = await readExport(at.db, at.accountId, id);
  await at.rename("new");
  await at.deleteLead(batches[1]?.[1]);
  expect(await readExport(at.db, at.accountId, id)).toMatchObject({ status: "RUNNING", path: null });
  const token = path?.split("/").at(-1) ?? "";
  await expect(openDownload(at.db, token, at.context.clock(), false)).rejects.toMatchObject({
    code: "DOWNLOAD_NOT_FOUND",
  });
  await at.write(id);
  // The rows that a ZIP archive or a workbook was made of are deleted by then.
  const others = asked.zip || asked.format === "XLSX" ? "new" : "old";
  expect(await at.rows(id, asked)).toEqual([
    ...named(others, batches[0]),
    ...named("new", batches[1]?.slice(0, 1)),
    ...named(others, batches[2]),
  ]);
});

test.each([false, true])(
  "the rows of a batch go with one of its leads, where the file is written: %s",
  async (written) => {
    const { id, batches } = await at.ask(plainCsv, [3, 2, 4]);
    if (written) await at.write(id);
    else await at.breakOff(id, 2);
    await at.deleteLead(batches[0]?.[2]);
    expect((await at.chunks(id)).map(({ batch, first }) => [batch, first])).toEqual(
      (written ? [1, 2] : [1]).map((batch) => [batch, null]),
    );
  },
);

test("a batch marked while one of its leads is being deleted is not finished", async () => {
  const { id, batches } = await at.ask(plainCsv, [3, 2]);
  const [gone, ...others] = batches[0] ?? [];
  let deletion: Promise<void> | undefined;
  const marks = at.before(marking, async () => {
    if (deletion) return;
    await new Promise<void>((resolve) => {
      deletion = at.deleteLead(gone, async () => {
        resolve();
        await at.untilBlocked(marking);
      });
    });
  });
  await at.write(id, marks);
  await deletion;
  expect(await at.kept(id)).toEqual([null, null]);
  await at.write(id);
  expect(await at.rows(id, plainCsv)).toEqual(named("old", others, batches[1]));
});

test("a batch that loses a lead while it is being marked is not finished", async () => {
  const { id, batches } = await at.ask(plainCsv, [3, 2]);
  const [gone, ...others] = batches[0] ?? [];
  const { db } = at;
  let deletion: Promise<void> | undefined;
  const marks = {
    ...at.context,
    db: {
      ...db,
      async execute(statement: Sql) {
        if (deletion || !statement.text.includes(marking)) return db.execute(statement);
        return db.transaction(async (tx) => {
          const marked = await tx.execute(statement);
          deletion = at.deleteLead(gone);
          await at.untilBlocked("with unsent as");
          return marked;
        });
      },
    },
  };
  await at.write(id, marks);
  await deletion;
  expect((await at.kept(id))[0]).toBeNull();
  await at.write(id);
  expect(await at.rows(id, plainCsv)).toEqual(named("old", others, batches[1]));
});

test("a lead deleted when all batches are finished is not in the file", async () => {
  const { id, batches } = await at.ask(plainCsv, [3, 2]);
  const { db } = at;
  let marks = 0;
  const ending = {
    ...at.context,
    db: {
      ...db,
      async execute(statement: Sql) {
        const done = await db.execute(statement);
        if (statement.text.includes(marking) && ++marks === 2) await at.deleteLead(batches[1]?.[0]);
        return done;
      },
    },
  };
  await at.write(id, ending);
  expect(await readExport(db, at.accountId, id)).toMatchObject({ status: "RUNNING", path: null });
  expect(await at.kept(id)).toEqual([3, null]);
  await at.write(id);
  expect(await at.rows(id, plainCsv)).toEqual(named("old", batches[0], batches[1]?.slice(1)));
});
