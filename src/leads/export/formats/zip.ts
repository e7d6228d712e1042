import { configure, ZipWriter } from "@zip.js/zip.js";

// The library's workers exist only in browsers.
configure({ useWebWorkers: false });

interface Options {
  at: Date;
  /** Encrypts with AES-256 (WinZip's AE-2); absent: no encryption. */
  password?: string | undefined;
  /** The file may exceed 4 GB, so it is written as ZIP64. */
  large?: boolean;
}

/**
 * A ZIP archive with one file. The file is read as the archive is consumed, so memory does not depend on its length.
 */
export async function* zipFile(
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
