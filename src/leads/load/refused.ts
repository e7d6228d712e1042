import { refuse } from "../../errors.ts";
import { BadField } from "./texts.ts";

/** Runs `read` and turns a BadField that it throws into a refusal of the whole request. */
export function refuseBadField<T>(read: () => T): T {
  try {
    return read();
  } catch (problem) {
    if (!(problem instanceof BadField)) throw problem;
    const { field, got, takes } = problem;
    throw refuse("INVALID_FIELD", { field, got, takes }, { cause: problem });
  }
}
