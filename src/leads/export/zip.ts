import { Readable } from "node:stream";
import { ZipFile } from "yazl";

const chunkSize = 256 * 1024;

/**
 * A text as a file in a ZIP archive, in pieces of 256 KiB (the last is shorter). The text is asked for as the pieces are taken, so
 * any length of it takes the same memory.
 */
export async function* zipped(name: string, text: AsyncIterable<string>, now: Date): AsyncIterable<Buffer> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const input = Readable.from(text, { objectMode: false });
  // yazl leaves its output open when the input breaks off.
  input.on("error", (error) => output.destroy(error));
  zip.addReadStream(input, name, { mtime: now });
  zip.end();
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const piece of output as AsyncIterable<Buffer>) {
    waiting.push(piece);
    length += piece.length;
    while (length >= chunkSize) {
      const all = Buffer.concat(waiting);
      yield all.subarray(0, chunkSize);
      waiting = [all.subarray(chunkSize)];
      length -= chunkSize;
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}
