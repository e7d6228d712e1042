import { createHash } from "node:crypto";
import { access, type FileHandle, open, rename, rm } from "node:fs/promises";
import { type Entry, type FileEntry, Reader, TextWriter, ZipReader, ZipWriter } from "@zip.js/zip.js";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";

const Part = Type.Object({
  name: Type.String(),
  columns: Type.Array(Type.String()),
  rows: Type.Integer(),
  bytes: Type.Integer(),
  sha256: Type.String(),
});

/** What a backup holds, as its manifest.json says. */
const Manifest = Type.Object({
  leadyard: Type.Literal("backup"),
  /** Of this file's form. */
  version: Type.Literal(1),
  createdAt: Type.String(),
  /** Steps the schema had taken. */
  migrations: Type.Array(Type.String()),
  /** Tables in an order in which each stands behind those it refers to. */
  tables: Type.Array(Part),
  /** What each counter has given out last. */
  counters: Type.Array(Type.Object({ table: Type.String(), column: Type.String(), value: Type.Integer() })),
  jobs: Part,
});
export type Manifest = Static<typeof Manifest>;
export type Part = Static<typeof Part>;

/** Writes the parts of a backup one after the other: a ZIP archive with a file for each, the manifest at the end. For nobody else's eyes. */
export async function writeBackupFile(
  path: string,
  write: (add: AddPart) => Promise<Omit<Manifest, "leadyard" | "version">>,
): Promise<Manifest> {
  if (await there(path)) throw new Error(`${path} is there already; a backup does not take the place of another one.`);
  const partial = `${path}.partial`;
  const file = await open(partial, "w", 0o600).catch((cause: Error) => {
    throw new Error(`${path} cannot be written: ${cause.message}`, { cause });
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

const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Adds a part: its name, its columns and its rows as COPY writes them, which return their number. */
export type AddPart = (name: string, columns: string[], rows: AsyncGenerator<Buffer, number>) => Promise<Part>;

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

export interface BackupFile {
  manifest: Manifest;
  /** The rows of a part, as COPY takes them. Throws at the end where they are not those that were written. */
  read(part: Part): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a backup. Throws, in words, for what is none or is cut off. */
export async function openBackupFile(path: string): Promise<BackupFile> {
  const file = await open(path, "r").catch((cause: Error) => {
    throw new Error(`${path} cannot be read: ${cause.message}`, { cause });
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
    throw new Error(`${path} is no backup of Leadyard, or it is cut off: it has no end.`, { cause });
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
    `${path} is no backup of Leadyard that this version can read: its manifest.json is missing or another one.`,
  );
}

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
    throw damaged("cannot be unpacked", cause);
  }
  await done;
  if (hash.digest("hex") !== part.sha256) throw damaged("is not what was written");
}
