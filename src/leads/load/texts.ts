import { shown } from "../../validation/check.ts";
import { jsonBytes, largestJson } from "../../validation/json-size.ts";

/** Characters of a text field, counted in UTF-16 units like JSON and JavaScript. */
const textLimit = 4000;
/** External ids are indexed, and a PostgreSQL index entry must be short. */
export const externIdLimit = 255;
const extendedDepth = 20;

/** A row, or a change of a lead, is not valid: which field, what it got, what it takes. */
export class BadField extends Error {
  readonly field: string;
  readonly got: string;
  readonly takes: string;

  constructor(field: string, value: unknown, takes: string) {
    const got = typeof value === "number" && !Number.isFinite(value) ? "a number out of range" : shown(value);
    super(`${field} is ${got}; it takes ${takes}.`);
    this.name = "BadField";
    this.field = field;
    this.got = got;
    this.takes = takes;
  }
}

/**
 * Reads a text field; null if it is absent or blank. Numbers and booleans become text. Throws BadField rather than cut
 * or change a text.
 */
export function readText(field: string, value: unknown, limit = textLimit): string | null {
  if (value === null || value === undefined) return null;
  const text =
    typeof value === "boolean" ? String(value) : typeof value === "number" ? numberAsText(field, value) : value;
  if (typeof text !== "string") throw new BadField(field, value, "text");
  if (text.length > limit) throw new BadField(field, `${text.slice(0, 40)}…`, `text of at most ${limit} characters`);
  checkCharacters(field, text);
  return text.trim() === "" ? null : text;
}

/** Reads a whole number that fits in 32 bits; null if absent or blank. */
export function readInteger(field: string, value: unknown, least: number): number | null {
  const given = typeof value === "string" ? value.trim() : value;
  if (given === null || given === undefined || given === "") return null;
  const number = typeof given === "string" && /^-?\d{1,10}$/.test(given) ? Number(given) : given;
  const most = 2 ** 31 - 1;
  if (typeof number === "number" && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new BadField(field, value, `a whole number from ${least} to ${most}`);
}

/** Reads true or false, also as text or as 1 and 0; null if absent or blank. */
export function readBoolean(field: string, value: unknown): boolean | null {
  switch (typeof value === "string" ? value.trim().toLowerCase() : value) {
    case null:
    case undefined:
    case "":
      return null;
    case true:
    case "true":
    case 1:
    case "1":
      return true;
    case false:
    case "false":
    case 0:
    case "0":
      return false;
    default:
      throw new BadField(field, value, "true or false");
  }
}

/** Reads extended data: an object that jsonb stores without any change; null if absent. */
export function readExtended(field: string, value: unknown): Record<string, unknown> | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value !== "object" || Array.isArray(value))
    throw new BadField(field, value, "an object of names and values");
  checkJson(field, value, 1);
  const size = jsonBytes(value);
  if (size > largestJson) throw new BadField(field, `${size} bytes of JSON`, `an object of at most ${largestJson}`);
  return value as Record<string, unknown>;
}

function checkJson(field: string, value: unknown, depth: number): void {
  if (typeof value === "string") checkCharacters(field, value);
  else if (typeof value === "number") numberAsText(field, value);
  else if (typeof value === "object" && value !== null) {
    if (depth > extendedDepth) throw new BadField(field, "deeper nesting", `at most ${extendedDepth} levels`);
    for (const [name, inner] of Object.entries(value)) {
      checkCharacters(field, name);
      checkJson(`${field}.${name}`, inner, depth + 1);
    }
  }
}

/** Refuses numbers with more digits than a double holds: JSON.parse has already rounded them. */
function numberAsText(field: string, value: number): string {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    throw new BadField(field, value, "numbers of up to 15 digits; send longer ones as text");
  return String(value);
}

function checkCharacters(field: string, text: string): void {
  if (text.includes("\0")) throw new BadField(field, text, "text without the character U+0000");
  if (!text.isWellFormed()) throw new BadField(field, text, "text without halves of surrogate pairs");
}
