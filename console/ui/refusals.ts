import { ApiError } from "../api/request.ts";

/** What was refused by the field that it names; `other` where it names none of these. */
export function refusalsOf(
  error: Error | null,
  fields: readonly string[],
): { errors: Partial<Record<string, string>>; other: Error | undefined } {
  if (!error) return { errors: {}, other: undefined };
  const field = error instanceof ApiError ? error.field : undefined;
  const named = fields.find((one) => field === one || field?.startsWith(`${one}.`) || field?.startsWith(`${one}[`));
  return named ? { errors: { [named]: error.message }, other: undefined } : { errors: {}, other: error };
}
