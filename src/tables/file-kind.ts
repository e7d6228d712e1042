import { bytesAt, bytesFrom, type SpoolFile } from "./spool.ts";

/** The kind of a file by its contents, whatever its name. */
export type FileKind =
  | "text"
  | "zip"
  | "old workbook"
  | "encrypted workbook"
  | "PDF"
  | "gzip archive"
  | "picture"
  | "empty";

const signatures: [FileKind, number[]][] = [
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zip", [0x50, 0x4b, 0x05, 0x06]],
  ["old workbook", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ["PDF", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["gzip archive", [0x1f, 0x8b, 0x08]],
  ["picture", [0x89, 0x50, 0x4e, 0x47]],
  ["picture", [0xff, 0xd8, 0xff]],
  ["picture", [0x47, 0x49, 0x46, 0x38]],
];

export async function kindOf(spooled: SpoolFile): Promise<FileKind> {
  if (spooled.size === 0) return "empty";
  const head = await bytesAt(spooled, 0, 16);
  const [kind] = signatures.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte)) ?? ["text"];
  // Excel wraps a workbook with a password in the container of its old format.
  return kind === "old workbook" && (await contains(spooled, "EncryptedPackage")) ? "encrypted workbook" : kind;
}

async function contains(spooled: SpoolFile, text: string): Promise<boolean> {
  const sought = Buffer.from(text, "utf16le");
  let before: Buffer = Buffer.alloc(0);
  for await (const bytes of bytesFrom(spooled)) {
    if (Buffer.concat([before, bytes]).includes(sought)) return true;
    before = bytes.subarray(-sought.length);
  }
  return false;
}
