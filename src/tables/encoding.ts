import { bytesAt, bytesFrom, type SpoolFile } from "./spool.ts";
import { unreadable } from "./unreadable.ts";

export const encodings = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof encodings)[number];

const marks: [Encoding, number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/**
 * How a file's text is written: as its byte order mark says; without one UTF-16 where every other byte is 0, UTF-8 where all of it is
 * that, else Windows-1252. Refuses a file that is not what it says of itself, or what was asked for.
 */
export async function encodingOf(spooled: SpoolFile, wanted?: Encoding): Promise<Encoding> {
  const head = await bytesAt(spooled, 0, 4096);
  const marked = marks.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0];
  const said = wanted ?? marked ?? unmarked16(head);
  if (said === "windows-1252") return said;
  const wrong = await firstNot(spooled, said ?? "utf-8");
  if (wrong === undefined) return said ?? "utf-8";
  if (said === undefined) return "windows-1252";
  throw unreadable(
    `it is ${wanted ? "to be read as" : "marked as"} ${said.toUpperCase()}, and from byte ${wrong} on it is not; save it as UTF-8`,
  );
}

function unmarked16(head: Buffer): Encoding | undefined {
  const noughts = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) noughts[i % 2] = (noughts[i % 2] ?? 0) + 1;
  const most = head.length * 0.2;
  if ((noughts[1] ?? 0) > most && noughts[0] === 0) return "utf-16le";
  return (noughts[0] ?? 0) > most && noughts[1] === 0 ? "utf-16be" : undefined;
}

/** Near which byte the file stops being of that encoding. */
async function firstNot(spooled: SpoolFile, encoding: Encoding): Promise<number | undefined> {
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
