import { pipeline, Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { configure, Reader, ZipReader } from "@zip.js/zip.js";
import { bytesAt, bytesFrom, type SpoolFile } from "./spool.ts";
import { unreadable } from "./unreadable.ts";

configure({ useWebWorkers: false });

/** A part of a ZIP file; sizes in bytes. */
export interface Part {
  /** The inflated size that the directory claims. */
  size: number;
  method: number;
  start: number;
  packedSize: number;
}

const maxParts = 5000;
/** Bytes of all parts, inflated. A workbook of a million rows with thirty columns has about 1.5 GB. */
const maxTotalSize = 4 * 1024 ** 3;
/** A large part that claims a higher compression ratio is a bomb. Rows that differ only in numbers reach 50. */
const maxRatio = 250;
const minBombSize = 8 * 1024 * 1024;

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

/** The parts of a ZIP file by name. Refuses ZIP bombs before inflating anything. */
export async function partsOf(spooled: SpoolFile): Promise<Map<string, Part>> {
  const parts = new Map<string, Part>();
  let total = 0;
  let count = 0;
  try {
    for await (const entry of new ZipReader(new SpoolReader(spooled)).getEntriesGenerator()) {
      if (entry.encrypted) throw unreadable("it is protected with a password; save it without one");
      const { filename, uncompressedSize: size, compressedSize: packedSize, compressionMethod: method, offset } = entry;
      total += size;
      const bomb = size > minBombSize && size > packedSize * maxRatio;
      if (bomb || total > maxTotalSize || ++count > maxParts) throw outOfProportion();
      const head = await bytesAt(spooled, offset, 30);
      if (head.length < 30) throw unreadable("it is cut off or damaged");
      const start = offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
      // The directory may claim sizes that the file does not have.
      if (start + packedSize > spooled.size) throw unreadable("it is cut off or damaged");
      parts.set(filename.replace(/^\//, ""), { size, packedSize, method, start });
    }
  } catch (error) {
    if (error instanceof Error && error.name === "Error") throw unreadable("it is cut off or damaged", error);
    throw error;
  }
  return parts;
}

const outOfProportion = () =>
  unreadable("it would unpack to far more data than a workbook of leads contains; save it as CSV");

/**
 * The inflated bytes of a part, as a stream. Uses Node's zlib: for a workbook of a million rows the streams of zip.js
 * take half as long again and 40 MB more memory.
 */
export async function* readPart(spooled: SpoolFile, part: Part): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const bytes of inflate(bytesFrom(spooled, part.start, part.start + part.packedSize), part.method)) {
      size += bytes.length;
      // The size in the directory may be false.
      if (size > part.size) throw outOfProportion();
      yield bytes;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))
      throw unreadable("it is cut off or damaged", error);
    throw error;
  }
}

function inflate(packedSize: AsyncIterable<Buffer>, method: number): AsyncIterable<Buffer> {
  if (method === 0) return packedSize;
  if (method !== 8) throw unreadable("it is packed in a way that Excel does not use; save it again");
  // The callback ignores errors, since iterating the stream throws them.
  return pipeline(Readable.from(packedSize), createInflateRaw({ chunkSize: 64 * 1024 }), () => undefined);
}
