import { bytesAt, bytesFrom, type SpoolFile } from "./spool.ts";
import { unreadable } from "./unreadable.ts";

export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof encodings)[number];

const byteOrderMarks: [Encoding, number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/**
 * Detects the encoding of a text file: by its byte order mark; without one, UTF-16 if more than 20% of the bytes are
 * zero and all at even or all at odd offsets, UTF-8 if the whole file is valid, else Windows-1252. Refuses a file that
 * is not valid in the encoding that it is marked with or that `wanted` names.
 */
export async function encodingOf(spooled: SpoolFile, wanted?: Encoding): Promise<Encoding> {
  const head = await bytesAt(spooled, 0, 4096);
  const marked = byteOrderMarks.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0];
  const said = wanted ?? marked ?? guessUtf16(head);
  if (said === "windows-1252") return said;
  const wrong = await firstInvalidByte(spooled, said ?? "utf-8");
  if (wrong === undefined) return said ?? "utf-8";
  if (said === undefined) return "windows-1252";
  throw unreadable(
    `it is ${wanted ? "to be read as" : "marked as"} ${said.toUpperCase()}, but is not valid from byte ${wrong} on; save it as UTF-8`,
  );
}

function guessUtf16(head: Buffer): Encoding | undefined {
  const zeros = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const most = head.length * 0.2;
  if ((zeros[1] ?? 0) > most && zeros[0] === 0) return "utf-16le";
  return (zeros[0] ?? 0) > most && zeros[1] === 0 ? "utf-16be" : undefined;
}

/** The offset, to within 64 KiB, at which the file stops being valid in this encoding; undefined if it is all valid. */
async function firstInvalidByte(spooled: SpoolFile, encoding: Encoding): Promise<number | undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let at = 0;
  try {
    for await (const bytes of bytesFrom(spooled)) {
      decoder.decode(bytes, { stream: true });
      at += bytes.length;
    }
    decoder.decode();
    return undefined;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return at;
  }
}

/** The bytes of the file as UTF-8, without a byte order mark. */
export async function* utf8Of(spooled: SpoolFile, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === "utf-8") {
    const mark = (await bytesAt(spooled, 0, 3)).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
    return yield* bytesFrom(spooled, mark);
  }
  const decoder = new TextDecoder(encoding);
  for await (const bytes of bytesFrom(spooled)) yield Buffer.from(decoder.decode(bytes, { stream: true }));
  yield Buffer.from(decoder.decode());
}
