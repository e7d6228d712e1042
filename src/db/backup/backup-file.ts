import { createHash } from "node:crypto";
import { access, type FileHandle, open, rename, rm } from "node:fs/promises";
import { type Entry, type FileEntry, Reader, TextWriter, ZipReader, ZipWriter } from "@zip.js/zip.js";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";

/** A file of rows within the archive, as COPY writes them. */
const Part = Type.Object({
  name: Type.String(),
  columns: Type.Array(Type.String()),
  rows: Type.Integer(),
  bytes: Type.Integer(),
  sha256: Type.String(),
});

/** The contents of a backup, stored in its manifest.json. */
const Manifest = Type.Object({
  leadyard: Type.Literal("backup"),
  /** Of the file format. */
  version: Type.Literal(1),
  createdAt: Type.String(),
  /** The migrations the schema had seen. */
  migrations: Type.Array(Type.String()),
  /** The tables, each after those it refers to. */
  tables: Type.Array(Part),
  /** The last value that each identity column has issued. */
  counters: Type.Array(Type.Object({ table: Type.String(), column: Type.String(), value: Type.Integer() })),
  jobs: Part,
});
export type Manifest = Static<typeof Manifest>;
export type Part = Static<typeof Part>;

/**
 * Writes a backup: a ZIP archive with a file for each part, and the manifest at the end. Only its owner may read it.
 * Writes to `<path>.partial` first, so that a file at `path` is always complete.
 */
export async function writeBackupFile(
  path: string,
  write: (add: AddPart) => Promise<Omit<Manifest, "leadyard" | "version">>,
): Promise<Manifest> {
  if (await exists(path)) throw new Error(`${path} already exists; a backup never overwrites a file.`);
  const partial = `${path}.partial`;
  const file = await open(partial, "w", 0o600).catch((cause: Error) => {
    throw new Error(`Cannot write ${path}: ${cause.message}`, { cause });
  });
  try {
    const zip = new ZipWriter(
      new WritableStream({ write: async (piece: Uint8Array) => void (await file.write(piece)) }),
      {
        zip64: true,
        useWebWorkers: false,
      },
    );
    const manifest: Manifest = {
      leadyard: "backup",
      version: 1,
      ...(await write(async (name, columns, rows) => {
        const counted = countedBytes(rows);
        await zip.add(`${name}.copy`, ReadableStream.from(counted.pieces()) as ReadableStream);
        return { name, columns, ...counted.result() };
      })),
    };
    await zip.add("manifest.json", new Blob([`${JSON.stringify(manifest, undefined, 2)}\n`]).stream());
    await zip.close();
    await file.sync();
    await rename(partial, path);
    return manifest;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Adds a part by name, columns, and the rows as COPY writes them; the generator returns their number. */
export type AddPart = (name: string, columns: string[], rows: AsyncGenerator<Buffer, number>) => Promise<Part>;

/** Passes the pieces through, and counts and hashes them. */
function countedBytes(rows: AsyncGenerator<Buffer, number>) {
  const hash = createHash("sha256");
  let bytes = 0;
  let count = 0;
  return {
    async *pieces() {
      for (let step = await rows.next(); ; step = await rows.next()) {
        if (step.done) {
          count = step.value;
          return;
        }
        hash.update(step.value);
        bytes += step.value.length;
        yield step.value;
      }
    },
    result: () => ({ rows: count, bytes, sha256: hash.digest("hex") }),
  };
}

/** An open backup. */
export interface BackupFile {
  manifest: Manifest;
  /** Yields the rows of a part, as COPY reads them. Throws at the end if they are not what was written. */
  read(part: Part): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a backup. Throws an error for users if the file is no backup or is truncated. */
export async function openBackupFile(path: string): Promise<BackupFile> {
  const file = await open(path, "r").catch((cause: Error) => {
    throw new Error(`Cannot read ${path}: ${cause.message}`, { cause });
  });
  try {
    const entries = await entriesOf(path, file);
    const manifest = await manifestOf(path, entries);
    return {
      manifest,
      read: (part) => read(path, entries.get(`${part.name}.copy`), part),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Reads a ZIP archive from an open file, of any size, without loading it. */
class HandleReader extends Reader<FileHandle> {
  readonly handle: FileHandle;

  constructor(handle: FileHandle) {
    super(handle);
    this.handle = handle;
  }

  override async init(): Promise<void> {
    await super.init?.();
    this.size = (await this.handle.stat()).size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const { buffer, bytesRead } = await this.handle.read(new Uint8Array(length), 0, length, index);
    return buffer.subarray(0, bytesRead);
  }
}

async function entriesOf(path: string, file: FileHandle): Promise<Map<string, FileEntry>> {
  const zip = new ZipReader(new HandleReader(file), { useWebWorkers: false, checkSignature: true });
  const entries = await zip.getEntries().catch((cause: unknown) => {
    throw new Error(`${path} is not a Leadyard backup, or is truncated: the end of the archive is missing.`, { cause });
  });
  return new Map(
    entries.filter((entry: Entry): entry is FileEntry => !entry.directory).map((entry) => [entry.filename, entry]),
  );
}

async function manifestOf(path: string, entries: ReadonlyMap<string, FileEntry>): Promise<Manifest> {
  const text = await entries
    .get("manifest.json")
    ?.getData(new TextWriter())
    .catch(() => undefined);
  const manifest: unknown = text === undefined ? undefined : JSON.parse(text);
  if (Check(Manifest, manifest)) return manifest;
  throw new Error(
    `${path} is not a Leadyard backup that this version can read: its manifest.json is missing or has another format.`,
  );
}

/** Yields a part's unpacked bytes; throws if they are missing, damaged, or differ from their hash. */
async function* read(path: string, entry: FileEntry | undefined, part: Part): AsyncGenerator<Uint8Array> {
  const damaged = (reason: string, cause?: unknown) =>
    new Error(`${path} is damaged: ${part.name} ${reason}.`, { cause });
  if (!entry) throw damaged("is missing");
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const done = entry.getData(writable).catch((error: unknown) => writable.abort(error).catch(() => undefined));
  const hash = createHash("sha256");
  try {
    for await (const piece of readable) {
      hash.update(piece);
      yield piece;
    }
  } catch (cause) {
    throw damaged("cannot be decompressed", cause);
  }
  await done;
  if (hash.digest("hex") !== part.sha256) throw damaged("does not match its checksum");
}
