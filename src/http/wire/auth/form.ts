import { refuse } from "../../../errors.ts";

/** Where RingCX has the sign-in of its voice API. */
export const voiceAuth = ["/api/auth", "/voice/api/auth"];
/** Where it has the older one. */
export const legacyAuth = ["/voice/api/v1/auth", "/api/v1/auth"];

/** Fields that clients send in a form or in the query, as they like; the form counts first. `needed` ones are refused when missing. */
export function formOrQuery<T extends object, K extends keyof T & string>(
  query: T,
  form: T,
  needed: readonly K[],
): T & { [name in K]: NonNullable<T[name]> } {
  const given = { ...query, ...form };
  for (const field of needed) {
    if (given[field] === undefined || given[field] === "")
      throw refuse("MISSING_FIELD", { field, got: "nothing", takes: "text, in the form or in the query" });
  }
  return given as T & { [name in K]: NonNullable<T[name]> };
}
