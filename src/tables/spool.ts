import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A stream stored on disk, to be read as often as needed. */
export interface SpoolFile extends AsyncDisposable {
  handle: FileHandle;
  size: number;
}

/**
 * Stores a stream in an unlinked temporary file, which disappears with the process however that ends. Throws the error
 * of `tooLarge` if the stream is longer than `limit` bytes.
 */
export async function spool(
  source: AsyncIterable<Uint8Array>,
  limit: number,
  tooLarge: () => Error,
): Promise<SpoolFile> {
  const path = join(tmpdir(), `leadyard-${randomUUID()}`);
  const handle = await open(path, "wx+", 0o600);
  await unlink(path);
  let size = 0;
  try {
    for await (const bytes of source) {
      if (size + bytes.length > limit) throw tooLarge();
      await handle.write(bytes, 0, bytes.length, size);
      size += bytes.length;
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { handle, size, [Symbol.asyncDispose]: () => handle.close() };
}

/** Reads `length` bytes from `start`, or fewer at the end of the file. */
export async function bytesAt({ handle, size }: SpoolFile, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - start)));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Bytes per piece. Parsing one takes a few milliseconds; in between, other requests get their turn. */
const pieceSize = 64 * 1024;

/** Streams the bytes from `start` up to, but not including, `end`. */
export async function* bytesFrom(spooled: SpoolFile, start = 0, end = spooled.size): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += pieceSize) yield await bytesAt(spooled, at, Math.min(pieceSize, end - at));
}
