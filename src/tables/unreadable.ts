import { type Refusal, refuse } from "../errors.ts";

/** The refusal of a file. `reason` completes a sentence: why the file cannot be read, and what to do about it. */
export function unreadable(reason: string, cause?: unknown): Refusal {
  return refuse("FILE_UNREADABLE", { reason }, cause === undefined ? {} : { cause });
}
