import { ApiError } from "../api/request.ts";

/** Splits an error into messages by field, or `other` if it is about none of these fields. */
export function refusalsOf(
  error: Error | null,
  fields: readonly string[],
): { errors: Partial<Record<string, string>>; other: Error | undefined } {
  if (!error) return { errors: {}, other: undefined };
  const field = error instanceof ApiError ? error.field : undefined;
  const named = fields.find((one) => field === one || field?.startsWith(`${one}.`) || field?.startsWith(`${one}[`));
  return named ? { errors: { [named]: error.message }, other: undefined } : { errors: {}, other: error };
}
