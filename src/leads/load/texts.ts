import { shown } from "../../validation/check.ts";

/** Characters a text field takes: of UTF-16, as JSON and JavaScript count them. */
const textLimit = 4000;
/** An external id is searched by, and what PostgreSQL can index is short. */
export const externIdLimit = 255;
/** Characters of `extendedLeadData` as JSON. */
const extendedLimit = 64_000;
const extendedDepth = 20;

/** A row, or a change of a lead, that cannot be taken: which field, what it got, what it takes. */
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

/** The text of a field, null when it is absent or blank. Numbers and booleans become text; nothing is cut, and what cannot be kept throws BadField. */
export function readText(field: string, value: unknown, limit = textLimit): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === "boolean" ? String(value) : typeof value === "number" ? digits(field, value) : value;
  if (typeof text !== "string") throw new BadField(field, value, "text");
  if (text.length > limit) throw new BadField(field, `${text.slice(0, 40)}…`, `text of at most ${limit} characters`);
  checkCharacters(field, text);
  return text.trim() === "" ? null : text;
}

/** A whole number within a column of 32 bits; null when absent or blank. */
export function readInteger(field: string, value: unknown, least: number): number | null {
  const given = typeof value === "string" ? value.trim() : value;
  if (given === null || given === undefined || given === "") return null;
  const number = typeof given === "string" && /^-?\d{1,10}$/.test(given) ? Number(given) : given;
  const most = 2 ** 31 - 1;
  if (typeof number === "number" && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new BadField(field, value, `a whole number from ${least} to ${most}`);
}

/** True or false, also as text or as 1 and 0; null when absent or blank. */
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

/** The extended data as it came, when it is an object that jsonb can keep to the letter; null when absent. */
export function readExtended(field: string, value: unknown): Record<string, unknown> | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value !== "object" || Array.isArray(value))
    throw new BadField(field, value, "an object of names and values");
  checkJson(field, value, 1);
  const size = JSON.stringify(value).length;
  if (size > extendedLimit)
    throw new BadField(field, `${size} characters of JSON`, `an object of at most ${extendedLimit}`);
  return value as Record<string, unknown>;
}

function checkJson(field: string, value: unknown, depth: number): void {
  if (typeof value === "string") checkCharacters(field, value);
  else if (typeof value === "number") digits(field, value);
  else if (typeof value === "object" && value !== null) {
    if (depth > extendedDepth) throw new BadField(field, "deeper nesting", `at most ${extendedDepth} levels`);
    for (const [name, inner] of Object.entries(value)) {
      checkCharacters(field, name);
      checkJson(`${field}.${name}`, inner, depth + 1);
    }
  }
}

/** JSON numbers of more digits than a double holds have been rounded by the time they are read here. */
function digits(field: string, value: number): string {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    throw new BadField(field, value, "numbers of up to 15 digits; send longer ones as text");
  return String(value);
}

function checkCharacters(field: string, text: string): void {
  if (text.includes("\0")) throw new BadField(field, text, "text without the character U+0000");
  if (!text.isWellFormed()) throw new BadField(field, text, "text without halves of surrogate pairs");
}
