import { refuse } from "../../../errors.ts";

/** Prefixes of the sign-in of RingCX's voice API. */
export const voiceAuth = ["/api/auth", "/voice/api/auth"];
/** Prefixes of RingCX's older sign-in. */
export const legacyAuth = ["/voice/api/v1/auth", "/api/v1/auth"];

/**
 * Merges fields from form and query, where clients send them as they like; the form wins. MISSING_FIELD if a `needed`
 * one is empty.
 */
export function formOrQuery<T extends object, K extends keyof T & string>(
  query: T,
  form: T,
  needed: readonly K[],
): T & { [name in K]: NonNullable<T[name]> } {
  const fields = { ...query, ...form };
  for (const field of needed) {
    if (fields[field] === undefined || fields[field] === "")
      throw refuse("MISSING_FIELD", { field, got: "nothing", takes: "text in the form or the query" });
  }
  return fields as T & { [name in K]: NonNullable<T[name]> };
}
