import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes that came once, kept to be read as often as needed. */
export interface SpoolFile extends AsyncDisposable {
  handle: FileHandle;
  size: number;
}

/** Keeps a stream on disk, in a file without a name, which is gone with the program however that ends. Throws what `tooLarge` makes when it is longer than `limit` bytes. */
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

/** A stretch of it; shorter at its end. */
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

/** What a parser takes at once: some milliseconds of work, between which others get their turn. */
const piece = 64 * 1024;

/** Its bytes from `start` on, up to `end`. */
export async function* bytesFrom(spooled: SpoolFile, start = 0, end = spooled.size): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += piece) yield await bytesAt(spooled, at, Math.min(piece, end - at));
}
