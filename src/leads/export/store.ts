import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { isCurrent, type Run, RunSuperseded } from "./run.ts";

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Maximum bytes of a chunk before compression. */
const chunkSize = 256 * 1024;

/** Chunks that may be in flight to the database at once. */
const pendingChunks = 2;

/** Compressed chunks read in one statement; they are small. */
const chunksAtOnce = 8;

/** The batch number of chunks that belong to no batch. */
const noBatch = -1;

interface ChunkWriter {
  /** Adds bytes; waits while too many chunks are in flight. */
  add(piece: Uint8Array): Promise<void>;
  /** Writes the rest and waits until everything is written. */
  end(): Promise<void>;
  /** Waits until no chunk is in flight, ignoring failures. */
  settle(): Promise<void>;
}

/**
 * Stores the rows of a batch. `compressed` for rows that are only the source of a ZIP archive or a workbook: the XML of
 * sheets is huge.
 */
export const rowWriter = (db: Tx, run: Run, batchNumber: number, compressed: boolean): ChunkWriter =>
  chunkWriter(db, run, batchNumber, { compressed, placed: false });

/** Stores the head of a plain file, whose rows are stored in batches. */
export const storeHead = (db: Tx, run: Run, head: Buffer): Promise<void> => store(db, run, [head], false);

/** Stores a whole file. */
export const storeFile = (db: Tx, run: Run, file: AsyncIterable<Uint8Array>): Promise<void> =>
  store(db, run, file, true);

async function store(
  db: Tx,
  run: Run,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  placed: boolean,
): Promise<void> {
  const chunks = chunkWriter(db, run, noBatch, { compressed: false, placed });
  try {
    for await (const piece of bytes) await chunks.add(piece);
    await chunks.end();
  } finally {
    await chunks.settle();
  }
}

/** `placed`: the chunks make up the file, so each gets its offset in the file. */
function chunkWriter(
  db: Tx,
  run: Run,
  batchNumber: number,
  { compressed, placed }: { compressed: boolean; placed: boolean },
): ChunkWriter {
  const pending: Promise<void>[] = [];
  let waiting: Uint8Array[] = [];
  let length = 0;
  let chunks = 0;
  let place = 0;

  async function insert(chunkNumber: number, firstByte: number | null, piece: Buffer): Promise<void> {
    const bytes = compressed ? await deflate(piece, { level: 1 }) : piece;
    const inserted = await db.execute(sql`
      insert into archive_chunk (account_id, archive_id, batch_number, chunk_number, first_byte, bytes)
      select account_id, archive_id, ${batchNumber}::integer, ${chunkNumber}::integer, ${firstByte}::bigint, ${bytes}::bytea
      from archive where ${isCurrent(run)} for key share
    `);
    if (inserted === 0) throw new RunSuperseded();
  }

  async function write(piece: Buffer): Promise<void> {
    const written = insert(chunks++, placed ? place : null, piece);
    place += piece.length;
    // The failure is thrown where the promise is awaited; without this Node would end the process first.
    written.catch(() => undefined);
    if (pending.push(written) === pendingChunks) await pending.shift();
  }

  return {
    async add(piece) {
      waiting.push(piece);
      length += piece.length;
      while (length >= chunkSize) {
        const all = Buffer.concat(waiting);
        waiting = [all.subarray(chunkSize)];
        length -= chunkSize;
        await write(all.subarray(0, chunkSize));
      }
    },
    async end() {
      if (length > 0) await write(Buffer.concat(waiting));
      await Promise.all(pending);
    },
    async settle() {
      await Promise.allSettled(pending);
    },
  };
}

/** Reads the rows of a finished batch, decompressed. */
export async function* storedRows(db: Tx, { accountId, archiveId }: Run, batchNumber: number): AsyncGenerator<Buffer> {
  for (let first = 0; ; first += chunksAtOnce) {
    const chunks = await db.query<{ bytes: Buffer }>(sql`
      select bytes from archive_chunk
      where account_id = ${accountId} and archive_id = ${archiveId} and batch_number = ${batchNumber}
        and chunk_number >= ${first} and chunk_number < ${first + chunksAtOnce}
      order by chunk_number
    `);
    for (const { bytes } of chunks) yield await inflate(bytes, { maxOutputLength: chunkSize });
    if (chunks.length < chunksAtOnce) return;
  }
}

/** Gives all chunks their offsets in the file: first the head, then the batches in the order of lead ids. */
export async function placeChunks(tx: Tx, { accountId, archiveId }: Run): Promise<void> {
  await tx.execute(sql`
    update archive_chunk set first_byte = placed.until - octet_length(bytes)
    from (
      select batch_number, chunk_number,
        sum(octet_length(bytes)) over (order by first_lead_id nulls first, batch_number, chunk_number) as until
      from archive_chunk left join archive_batch using (account_id, archive_id, batch_number)
      where account_id = ${accountId} and archive_id = ${archiveId}
    ) as placed
    where account_id = ${accountId} and archive_id = ${archiveId}
      and archive_chunk.batch_number = placed.batch_number and archive_chunk.chunk_number = placed.chunk_number
  `);
}

/** Deletes the rows of all batches, once the file made from them is stored. */
export async function dropRows(tx: Tx, { accountId, archiveId }: Run): Promise<void> {
  await tx.execute(sql`
    delete from archive_chunk where account_id = ${accountId} and archive_id = ${archiveId} and batch_number <> ${noBatch}
  `);
  await tx.execute(sql`
    update archive_batch set lead_count = null where account_id = ${accountId} and archive_id = ${archiveId}
  `);
}
