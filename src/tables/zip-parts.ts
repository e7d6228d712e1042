import { pipeline, Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { configure, Reader, ZipReader } from "@zip.js/zip.js";
import { bytesAt, bytesFrom, type SpoolFile } from "./spool.ts";
import { unreadable } from "./unreadable.ts";

configure({ useWebWorkers: false });

/** A part of a zip file. */
export interface Part {
  /** What it says to be long, inflated. */
  size: number;
  method: number;
  start: number;
  packed: number;
}

const mostParts = 5000;
/** Bytes of all parts, inflated. A workbook of a million rows with thirty columns has some 1.5 GB. */
const largest = 4 * 1024 ** 3;
/** Rows that differ only in their numbers shrink to a fiftieth. */
const mostShrunk = 250;
const shrinksAnyway = 8 * 1024 * 1024;

class SpoolReader extends Reader<SpoolFile> {
  readonly spooled: SpoolFile;

  constructor(spooled: SpoolFile) {
    super(spooled);
    this.spooled = spooled;
    this.size = spooled.size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    return new Uint8Array(await bytesAt(this.spooled, index, length));
  }
}

/** The parts of a zip file by their names; what is out of proportion is refused before anything is inflated. */
export async function partsOf(spooled: SpoolFile): Promise<Map<string, Part>> {
  const parts = new Map<string, Part>();
  let total = 0;
  try {
    for await (const entry of new ZipReader(new SpoolReader(spooled)).getEntriesGenerator()) {
      if (entry.encrypted) throw unreadable("it is protected with a password; save it without one");
      const { filename, uncompressedSize: size, compressedSize: packed, compressionMethod: method, offset } = entry;
      total += size;
      const bomb = size > shrinksAnyway && size > packed * mostShrunk;
      if (bomb || total > largest || parts.size >= mostParts) throw outOfProportion();
      const head = await bytesAt(spooled, offset, 30);
      if (head.length < 30) throw unreadable("it is cut off or damaged");
      parts.set(filename.replace(/^\//, ""), {
        size,
        packed,
        method,
        start: offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28),
      });
    }
  } catch (error) {
    if (error instanceof Error && error.name === "Error") throw unreadable("it is cut off or damaged", error);
    throw error;
  }
  return parts;
}

const outOfProportion = () =>
  unreadable("unpacked it would be out of all proportion to its size, as no workbook of leads is; save it as CSV");

/**
 * A part's bytes, inflated, piece by piece. By node's zlib and not by zip.js, whose streams take half as long again and 40 MB more for a
 * workbook of a million rows.
 */
export async function* inflated(spooled: SpoolFile, part: Part): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const bytes of unpacked(bytesFrom(spooled, part.start, part.start + part.packed), part.method)) {
      size += bytes.length;
      // What the directory says of the size need not be true.
      if (size > part.size) throw outOfProportion();
      yield bytes;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))
      throw unreadable("it is cut off or damaged", error);
    throw error;
  }
}

function unpacked(packed: AsyncIterable<Buffer>, method: number): AsyncIterable<Buffer> {
  if (method === 0) return packed;
  if (method !== 8) throw unreadable("it is packed in a way that Excel does not use; save it again");
  // Errors come out of what is iterated.
  return pipeline(Readable.from(packed), createInflateRaw({ chunkSize: 64 * 1024 }), () => undefined);
}
