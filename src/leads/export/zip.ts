import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { csvWriter } from "./csv.ts";

const chunkSize = 256 * 1024;

/**
 * The rows as a CSV file in a ZIP archive, in pieces of 256 KiB (the last is shorter). Rows are asked for as the pieces are
 * taken, so any number of them takes the same memory.
 */
export async function* zippedCsv(
  name: string,
  header: string[],
  rows: AsyncIterable<object>,
  now: Date,
): AsyncIterable<Buffer> {
  const zip = new ZipFile();
  const output = Readable.from(zip.outputStream);
  const csv = csvWriter(header);
  // yazl leaves its output open when the input breaks off.
  const written = pipeline(rows, csv).catch((error: Error) => output.destroy(error));
  zip.on("error", (error: Error) => output.destroy(error));
  zip.addReadStream(csv, name, { mtime: now });
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
  await written;
}
