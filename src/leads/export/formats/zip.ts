import { configure, ZipWriter } from "@zip.js/zip.js";

// Its workers are those of browsers.
configure({ useWebWorkers: false });

interface Options {
  at: Date;
  /** AES-256 (WinZip's AE-2); absent: nothing is encrypted. */
  password?: string | undefined;
  /** It may become larger than 4 GB, for which readers must know ZIP64. */
  large?: boolean;
}

/** A file in a ZIP archive. It is asked for as the archive is taken, so any length of it takes the same memory. */
export async function* zipped(
  name: string,
  file: AsyncIterable<Uint8Array>,
  { at, password, large = false }: Options,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const zip = new ZipWriter(writable, {
    zip64: large,
    ...(password === undefined ? {} : { password, encryptionStrength: 3 }),
  });
  const written = zip
    .add(name, ReadableStream.from(file) as ReadableStream, { lastModDate: at })
    .then(() => zip.close())
    .catch((error: unknown) => writable.abort(error).catch(() => undefined));
  try {
    yield* readable;
  } finally {
    await written;
  }
}
