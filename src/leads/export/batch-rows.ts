import type { Tx } from "../../db/database.ts";
import { markKept, type Run } from "./run.ts";
import { type Batch, readLeadIds } from "./selection.ts";
import { keptRows, rowWriter } from "./store.ts";

/** Rows as they come; returns of how many leads they are. */
export type Rows = AsyncGenerator<Buffer, number>;

interface Options {
  /** Asks the database for the rows of leads. */
  copy: (leadIds: readonly number[]) => Rows;
  /** Rows are compressed where they are kept. */
  compressed: boolean;
  signal: AbortSignal;
}

/** The rows of these batches in their order. Those that are not kept yet are asked for, and are kept when all of them have been taken. */
export function batchRows(db: Tx, run: Run, batches: readonly Batch[], options: Options): AsyncGenerator<Buffer> {
  function* sources() {
    for (const { number, isKept } of batches) {
      options.signal.throwIfAborted();
      yield isKept ? keptRows(db, run, number) : newRows(db, run, number, options);
    }
  }
  return oneAhead(sources());
}

async function* newRows(
  db: Tx,
  run: Run,
  batchNumber: number,
  { copy, compressed }: Options,
): AsyncGenerator<Buffer, void> {
  const chunks = rowWriter(db, run, batchNumber, compressed);
  const rows = copy(await readLeadIds(db, run, batchNumber));
  try {
    let step = await rows.next();
    for (; !step.done; step = await rows.next()) {
      await chunks.add(step.value);
      yield step.value;
    }
    await chunks.end();
    await markKept(db, run, batchNumber, step.value);
  } finally {
    await rows.return(0);
    await chunks.settle();
  }
}

/**
 * What the sources yield, one after the other. The next one is begun while one is taken, so that the database keeps two processors busy; what it
 * has ahead waits in the connection's own buffers.
 */
async function* oneAhead(sources: Iterable<AsyncGenerator<Buffer>>): AsyncGenerator<Buffer> {
  const begun: { rows: AsyncGenerator<Buffer>; first: Promise<IteratorResult<Buffer>> }[] = [];
  const take = async function* () {
    const source = begun[0];
    if (!source) return;
    for (let step = await source.first; !step.done; step = await source.rows.next()) yield step.value;
    begun.shift();
  };
  try {
    for (const rows of sources) {
      const first = rows.next();
      // Thrown where it is waited for.
      first.catch(() => undefined);
      begun.push({ rows, first });
      if (begun.length > 1) yield* take();
    }
    yield* take();
  } finally {
    for (const { rows } of begun) await rows.return(undefined);
  }
}
