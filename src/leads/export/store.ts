import type { Tx } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";

/** Of all pieces of a file but the last, so that the place of a byte tells its piece. */
export const pieceSize = 256 * 1024;

/** While the file goes on, so many pieces are being written. */
const pendingPieces = 2;

/** Keeps a file in the database, piece by piece. Returns its length in bytes. */
export async function store(
  db: Tx,
  accountId: number,
  archiveId: number,
  file: AsyncIterable<Uint8Array>,
): Promise<number> {
  const pending: Promise<unknown>[] = [];
  let pieces = 0;
  let bytes = 0;
  try {
    for await (const piece of ofOneSize(file)) {
      bytes += piece.length;
      const written = db.execute(sql`
        insert into archive_chunk (account_id, archive_id, chunk_number, bytes) values (${accountId}, ${archiveId}, ${pieces++}, ${piece})
      `);
      // Its failure is thrown where it is waited for.
      written.catch(() => undefined);
      if (pending.push(written) === pendingPieces) await pending.shift();
    }
    await Promise.all(pending);
  } finally {
    // Nothing may be written any more once this has ended.
    await Promise.allSettled(pending);
  }
  return bytes;
}

async function* ofOneSize(file: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of file) {
    waiting.push(piece);
    length += piece.length;
    while (length >= pieceSize) {
      const all = Buffer.concat(waiting);
      yield all.subarray(0, pieceSize);
      waiting = [all.subarray(pieceSize)];
      length -= pieceSize;
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}
