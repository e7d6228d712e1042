import { refuse } from "../errors.ts";

/**
 * The most bytes of JSON, in UTF-8, of a value that is stored as a client sent it. A list of some 7,000 lead ids fits.
 */
export const largestJson = 64 * 1024;

/** Bytes of the value as JSON in UTF-8. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? "");

/** Refuses a value of more than 64 KiB as JSON with FIELD_TOO_LARGE. */
export function requireSmallJson(value: unknown, field: string): void {
  const size = jsonBytes(value);
  if (size > largestJson) throw refuse("FIELD_TOO_LARGE", { field, size, limit: largestJson });
}

/**
 * Refuses a change that leaves a noun's stored settings with more than 64 KiB, naming the largest setting. Settings from
 * before the limit may be larger; a change may keep or reduce them.
 */
export function requireSmallSettings(after: object, before: object = {}): void {
  const size = jsonBytes(after);
  if (size <= Math.max(largestJson, jsonBytes(before))) return;
  const sizes = Object.entries(after).map(([name, value]) => ({ name, size: jsonBytes(value) }));
  const largest = sizes.reduce((one, other) => (other.size > one.size ? other : one));
  const field = `settings (of which ${largest.name.slice(0, 100)} is the largest)`;
  throw refuse("FIELD_TOO_LARGE", { field, size, limit: largestJson });
}
