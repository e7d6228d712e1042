import { type Refusal, refuse } from "../errors.ts";

/** The refusal of a file: why it cannot be read, and what to do, as the end of a sentence. */
export function unreadable(reason: string, cause?: unknown): Refusal {
  return refuse("FILE_UNREADABLE", { reason }, cause === undefined ? {} : { cause });
}
