import { refuse } from "../../errors.ts";
import { BadField } from "./texts.ts";

/** What the function reads; a field that it cannot take becomes a refusal of the request. */
export function refused<T>(read: () => T): T {
  try {
    return read();
  } catch (problem) {
    if (!(problem instanceof BadField)) throw problem;
    const { field, got, takes } = problem;
    throw refuse("INVALID_FIELD", { field, got, takes }, { cause: problem });
  }
}
