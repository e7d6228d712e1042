import { createHash } from "node:crypto";

/** Characters of a text beyond which only its beginning is kept. */
const longestText = 1024;
/** Characters of that beginning. */
const beginning = 200;
/** Characters of JSON of a list or a nested object beyond which the rest of it is left out. */
const longestPart = 8 * 1024;

/**
 * What the audit log keeps of an entity: large values are cut to their beginning, with their size and a hash, so that two
 * that differ only in the part left out still differ. Returns what JSON can hold.
 */
export function abbreviate(image: object): object {
  const text = JSON.stringify(image);
  if (text.length <= longestText) return image;
  const fields = Object.entries(JSON.parse(text) as object);
  return Object.fromEntries(fields.map(([name, value]) => [name, shorten(value, longestPart)]));
}

/** `limit`: characters of JSON for a list or an object. What is inside gets half of it, so that some of that fits. */
function shorten(value: unknown, limit: number): unknown {
  if (typeof value === "string")
    return value.length <= longestText
      ? value
      : `${value.slice(0, beginning).toWellFormed()}… (${sizeOf(value)}, ${hashOf(value)})`;
  if (Array.isArray(value)) {
    const kept = thoseThatFit(
      value.values().map((item) => shorten(item, limit / 2)),
      limit,
    );
    return kept.length === value.length
      ? kept
      : [...kept, omission(value, `${value.length.toLocaleString("en")} items`)];
  }
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value);
  const kept = thoseThatFit(
    fields.values().map(([name, inner]): [string, unknown] => [name, shorten(inner, limit / 2)]),
    limit,
  );
  const rest: [string, unknown][] =
    kept.length === fields.length ? [] : [["…", omission(value, `${fields.length.toLocaleString("en")} fields`)]];
  return Object.fromEntries([...kept, ...rest]);
}

function thoseThatFit<T>(parts: Iterable<T>, limit: number): T[] {
  const kept: T[] = [];
  let length = 0;
  for (const part of parts) {
    length += JSON.stringify(part).length;
    if (length > limit) break;
    kept.push(part);
  }
  return kept;
}

function omission(value: object, count: string): string {
  const text = JSON.stringify(value);
  return `… (${count}, ${sizeOf(text)}, ${hashOf(text)})`;
}

const hashOf = (text: string) => `sha256 ${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;

function sizeOf(text: string): string {
  const bytes = Buffer.byteLength(text);
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
