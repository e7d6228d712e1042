import type { Tx } from "../../db/database.ts";
import { markFinished, type Run } from "./run.ts";
import { type Batch, readLeadIds } from "./selection.ts";
import { rowWriter, storedRows } from "./store.ts";

/** Rows as the database sends them; returns the number of leads. */
export type Rows = AsyncGenerator<Buffer, number>;

interface Options {
  /** Reads the rows of these leads from the database. */
  copy: (leadIds: readonly number[]) => Rows;
  /** Stored rows are compressed. */
  compressed: boolean;
  signal: AbortSignal;
}

/** The rows of these batches, in order. Batches without stored rows are read from the leads and stored on the way. */
export function batchRows(db: Tx, run: Run, batches: readonly Batch[], options: Options): AsyncGenerator<Buffer> {
  function* sources() {
    for (const { number, isKept } of batches) {
      options.signal.throwIfAborted();
      yield isKept ? storedRows(db, run, number) : newRows(db, run, number, options);
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
    await markFinished(db, run, batchNumber, step.value);
  } finally {
    await rows.return(0);
    await chunks.settle();
  }
}

/**
 * Yields from one source after the other. The next source starts while the current one is consumed, so that the
 * database uses two processors. What the next one sends meanwhile waits in its connection's buffers.
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
      // The failure is thrown where the promise is awaited; without this Node would end the process first.
      first.catch(() => undefined);
      begun.push({ rows, first });
      if (begun.length > 1) yield* take();
    }
    yield* take();
  } finally {
    for (const { rows } of begun) await rows.return(undefined);
  }
}
