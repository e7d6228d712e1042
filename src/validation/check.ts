import { distance } from "fastest-levenshtein";
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { Format } from "typebox/format";
import { type Refusal, refuse } from "../errors.ts";

/** One reason why a value does not fit its schema, ready to become the text of a refusal. */
export interface Problem {
  kind: "missing" | "unknown" | "invalid";
  /** Path of the field: `leadActionParams.paramMap.PASS_DELAY`; `body` for the whole value. */
  field: string;
  /** The value as JSON, at most 80 characters; of a secret only its length. */
  got: string;
  /** What the field takes, in words; of an unknown field, which name may have been meant. */
  takes: string;
}

/** The parts of JSON Schema that are converted and described here. */
type Plain = {
  type?: string;
  anyOf?: Plain[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Plain>;
  additionalProperties?: boolean | Plain;
  items?: Plain;
  description?: string;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  /** A secret. No message repeats its value. */
  writeOnly?: boolean;
};

// The formats of RFC 3339 include the year 0, which PostgreSQL does not have.
Format.Set("date", (text) => Format.IsDate(text) && !text.startsWith("0000"));
Format.Set("date-time", (text) => Format.IsDateTime(text) && !text.startsWith("0000"));

// Compiling the schema of a lead action takes 2 ms, checking a body against it 0.3 µs.
const validators = new WeakMap<TSchema, Validator>();

function validator(schema: TSchema): Validator {
  const known = validators.get(schema);
  if (known) return known;
  const compiled = Compile(schema);
  validators.set(schema, compiled);
  return compiled;
}

/**
 * Converts what lenient clients send to what the schema asks for: "9" to 9, "false" to false, 30 to "30", a single
 * value to a list of one; null for a field that takes no null counts as absent. A value that fits no conversion is left
 * as it is, and `problems` reports it. Returns a copy; the argument is not changed.
 */
export function convert(schema: TSchema, value: unknown): unknown {
  return convertValue(schema as Plain, value);
}

function convertValue(schema: Plain, value: unknown): unknown {
  if (schema.anyOf) {
    // A value that fits as it is must not be converted for an earlier option: 5 of "text or number" stays a number.
    const fitting = schema.anyOf.find((option) => fits(option, value));
    if (fitting) return convertValue(fitting, value);
    for (const option of schema.anyOf) {
      const attempt = convertValue(option, value);
      if (fits(option, attempt)) return attempt;
    }
    return value;
  }
  if (schema.enum) return convertChoice(schema.enum, value);
  switch (schema.type) {
    case "integer":
    case "number":
      return typeof value === "string" ? convertNumber(value) : value;
    case "boolean":
      if (typeof value !== "string") return value;
      return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : value;
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "array":
      if (Array.isArray(value))
        return schema.items ? value.map((item) => convertValue(schema.items as Plain, item)) : value;
      return value === null || typeof value === "object" ? value : [convertValue(schema.items ?? {}, value)];
    case "object":
      return convertObject(schema, value);
    default:
      return value;
  }
}

/** The number a text writes, unless it is too large to be exact, and so would become another one. */
function convertNumber(text: string): number | string {
  const number = Number(text);
  return /^\s*-?\d+(\.\d+)?\s*$/.test(text) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
}

/** The choice that is spelled like the value, in any case: `false` for "false", "IGNORE" for "ignore". */
function convertChoice(choices: unknown[], value: unknown): unknown {
  if (choices.includes(value) || !["string", "number", "boolean"].includes(typeof value)) return value;
  const spelled = `${value as string | number | boolean}`.toLowerCase();
  return choices.find((choice) => String(choice).toLowerCase() === spelled) ?? value;
}

function convertObject(schema: Plain, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (known === undefined) {
      const others = schema.additionalProperties;
      setField(result, name, typeof others === "object" ? convertValue(others, field) : field);
    } else if (field !== null || fits(known, null)) {
      setField(result, name, convertValue(known, field));
    }
  }
  return result;
}

/** Sets a field of any name. A plain assignment of "__proto__" would set the prototype instead. */
export function setField(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
  else object[name] = value;
}

function fits(schema: Plain, value: unknown): boolean {
  return validator(schema as TSchema).Check(value);
}

/**
 * Lists what is wrong with a value, at most one problem per field; empty when it fits. `path` is the path of the value
 * itself, put in front of each field.
 */
export function problems(schema: TSchema, value: unknown, path = ""): Problem[] {
  if (validator(schema).Check(value)) return [];
  const long = problemInLongList(schema as Plain, value, path);
  if (long) return long;
  const byField = new Map<string, Problem>();
  const unknown: string[][] = [];
  for (const error of validator(schema).Errors(withShortLists(schema as Plain, value))) {
    const steps = error.instancePath.split("/").slice(1).map(unescapeStep);
    if (error.keyword === "required") {
      for (const name of (error.params as { requiredProperties: string[] }).requiredProperties) {
        const field = [...steps, name];
        addProblem(byField, path, field, {
          kind: "missing",
          got: "nothing",
          takes: describeExpected(schemaAt(schema as Plain, field)),
        });
      }
    } else if (error.keyword === "additionalProperties") {
      const known = Object.keys(schemaAt(schema as Plain, steps).properties ?? {});
      for (const name of (error.params as { additionalProperties: string[] }).additionalProperties) {
        addProblem(byField, path, [...steps, name], {
          kind: "unknown",
          got: "an unknown field",
          takes: nearest(name, known),
        });
      }
    } else if (error.keyword === "boolean" && error.message === "schema is false") {
      unknown.push(steps);
    } else {
      const field = schemaAt(schema as Plain, steps);
      const given = valueAt(value, steps);
      addProblem(byField, path, steps, {
        kind: "invalid",
        got: field.writeOnly ? describeSecret(given) : shown(given),
        takes: describeExpected(field),
      });
    }
  }
  // TypeBox stops at eight errors: with eight unknown fields it reports nothing else.
  if (byField.size === 0)
    for (const steps of unknown) {
      const known = Object.keys(schemaAt(schema as Plain, steps.slice(0, -1)).properties ?? {});
      const takes = nearest(steps.at(-1) ?? "", known);
      addProblem(byField, path, steps, { kind: "unknown", got: "an unknown field", takes });
    }
  // Never nothing: the caller would take the value as right.
  if (byField.size === 0)
    addProblem(byField, path, [], { kind: "invalid", got: shown(value), takes: describeExpected(schema as Plain) });
  return [...byField.values()];
}

// TypeBox reads a whole list to list its errors, which takes a second for a million items.
const longList = 1000;

/** The fields of an object that hold long lists. */
function longLists({ properties = {} }: Plain, value: unknown): [name: string, schema: Plain, list: unknown[]][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(properties).flatMap(([name, schema]) => {
    const list = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    return Array.isArray(list) && list.length > longList && schema.type === "array"
      ? [[name, schema, list] as const]
      : [];
  }) as [string, Plain, unknown[]][];
}

/** What is wrong with the first long list of an object that has too many items, or a wrong one; undefined if none. */
function problemInLongList(schema: Plain, value: unknown, path: string): Problem[] | undefined {
  for (const [name, { items = {}, ...list }, found] of longLists(schema, value)) {
    const field = path ? `${path}.${name}` : name;
    if (found.length > (list.maxItems ?? Number.POSITIVE_INFINITY))
      return [{ kind: "invalid", field, got: `${found.length} items`, takes: describeExpected(list) }];
    const wrong = found.findIndex((item) => !fits(items, item));
    if (wrong !== -1) return problems(items as TSchema, found[wrong], `${field}.${wrong}`);
  }
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (inner.type !== "object" || typeof value !== "object" || value === null || !Object.hasOwn(value, name)) continue;
    const found = problemInLongList(inner, (value as Record<string, unknown>)[name], path ? `${path}.${name}` : name);
    if (found) return found;
  }
  return undefined;
}

/** The value without the long lists, which fit. */
function withShortLists(schema: Plain, value: unknown): unknown {
  const long = longLists(schema, value);
  if (long.length === 0) return value;
  return { ...(value as object), ...Object.fromEntries(long.map(([name, , list]) => [name, list.slice(0, longList)])) };
}

/** Refuses lists with too many items before anything else reads them: INVALID_FIELD. */
export function requireShortLists(schema: TSchema, value: unknown, path = ""): void {
  for (const [name, list, found] of longLists(schema as Plain, value)) {
    if (found.length > (list.maxItems ?? Number.POSITIVE_INFINITY))
      throw refuse("INVALID_FIELD", {
        field: path + name,
        got: `${found.length} items`,
        takes: describeExpected({ ...list, items: {} }),
      });
  }
  for (const [name, inner] of Object.entries((schema as Plain).properties ?? {})) {
    if (inner.type === "object" && typeof value === "object" && value !== null && Object.hasOwn(value, name))
      requireShortLists(inner as TSchema, (value as Record<string, unknown>)[name], `${path}${name}.`);
  }
}

function addProblem(
  byField: Map<string, Problem>,
  path: string,
  steps: string[],
  problem: Omit<Problem, "field">,
): void {
  const field = [...(path ? [path] : []), ...steps.map((step) => step.slice(0, 100))].join(".") || "body";
  if (!byField.has(field)) byField.set(field, { field, ...problem });
}

/** Turns a problem into the refusal to throw: MISSING_FIELD, UNKNOWN_FIELD or INVALID_FIELD. */
export function refuseProblem({ kind, field, got, takes: wanted }: Problem): Refusal {
  if (kind === "missing") return refuse("MISSING_FIELD", { field, takes: wanted });
  if (kind === "unknown") return refuse("UNKNOWN_FIELD", { field, advice: wanted });
  return refuse("INVALID_FIELD", { field, got, takes: wanted });
}

const describeSecret = (secret: unknown) =>
  typeof secret === "string" ? `text of ${secret.length} characters` : `of type ${typeof secret}`;

const unescapeStep = (step: string) => step.replaceAll("~1", "/").replaceAll("~0", "~");

function valueAt(value: unknown, steps: string[]): unknown {
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
}

function schemaAt(schema: Plain, steps: string[]): Plain {
  return steps.reduce<Plain>((at, step) => {
    const inner = at.anyOf?.find((option) => option.properties?.[step] ?? option.items) ?? at;
    if (inner.properties && Object.hasOwn(inner.properties, step)) return inner.properties[step] as Plain;
    return inner.items ?? (typeof inner.additionalProperties === "object" ? inner.additionalProperties : {});
  }, schema);
}

/** Formats a value for a message: JSON, cut to 80 characters; "nothing" where it is undefined. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(beginning(value, 4));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** The parts of a value that the first 80 characters of its JSON can show, so that a large one costs no time. */
function beginning(value: unknown, levels: number): unknown {
  if (typeof value === "string") return value.slice(0, 100);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (levels === 0) return Array.isArray(value) ? [] : {};
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => beginning(item, levels - 1));
  const fields: Record<string, unknown> = {};
  let count = 0;
  for (const name in value) {
    if (++count > 30) break;
    setField(fields, name.slice(0, 100), beginning((value as Record<string, unknown>)[name], levels - 1));
  }
  return fields;
}

/** Describes in words what a schema takes: "a whole number from 1 to 1000 (minutes)". */
function describeExpected(schema: Plain): string {
  if (schema.anyOf)
    return [...new Set(schema.anyOf.filter((option) => option.type !== "null").map(describeExpected))].join(", or ");
  if (schema.enum) return `one of ${schema.enum.map(String).join(", ")}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const limits: string[] = [];
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    limits.push(`from ${schema.minimum} to ${schema.maximum}`);
  else if (schema.minimum !== undefined) limits.push(`of at least ${schema.minimum}`);
  else if (schema.maximum !== undefined) limits.push(`of at most ${schema.maximum}`);
  if (schema.minLength !== undefined && schema.maxLength !== undefined)
    limits.push(`of ${schema.minLength} to ${schema.maxLength} characters`);
  else if (schema.minLength !== undefined) limits.push(`of at least ${schema.minLength} characters`);
  else if (schema.maxLength !== undefined) limits.push(`of at most ${schema.maxLength} characters`);
  if (schema.minItems !== undefined && schema.maxItems !== undefined)
    limits.push(`of ${schema.minItems} to ${schema.maxItems} items`);
  else if (schema.minItems !== undefined) limits.push(`of at least ${schema.minItems} items`);
  else if (schema.maxItems !== undefined) limits.push(`of at most ${schema.maxItems} items`);
  if (schema.pattern !== undefined) limits.push(`matching ${schema.pattern}`);
  const kind =
    {
      integer: "a whole number",
      number: "a number",
      boolean: "true or false",
      string: "text",
      array: "a list",
      object: "an object",
    }[schema.type ?? ""] ?? "another value";
  const words = [schema.format === "date-time" ? "a date and time such as 2026-07-24T16:00:00Z" : kind, ...limits].join(
    " ",
  );
  if (!schema.description) return words;
  // Within a sentence: "A phone number." becomes "a phone number", while "IANA name" and "E.164" stay.
  const inSentence = schema.description.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase()).replace(/\.$/, "");
  return `${words} (${inSentence})`;
}

/**
 * Refuses text that PostgreSQL cannot store, at any depth of the value: text with the character U+0000 or with half of
 * a surrogate pair. INVALID_FIELD names the path.
 */
export function requireStorable(value: unknown, field: string): void {
  if (typeof value === "string") {
    if (value.includes("\0") || !value.isWellFormed()) {
      throw refuse("INVALID_FIELD", {
        field,
        got: shown(value),
        takes: "text without the character U+0000 and without unpaired surrogates",
      });
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      requireStorable(name, `the name of a field in ${field}`);
      requireStorable(inner, `${field}.${name}`);
    }
  }
}

/** Advises on an unknown name: asks whether the nearest known one was meant, or lists them all when none is close. */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return "there are none here.";
  if (name.length > 100) return `use one of ${known.join(", ")}.`;
  const distanceTo = (other: string) => distance(name.toLowerCase(), other.toLowerCase());
  const best = known.reduce((a, b) => (distanceTo(a) <= distanceTo(b) ? a : b));
  return distanceTo(best) <= Math.max(2, name.length / 2) ? `did you mean ${best}?` : `use one of ${known.join(", ")}.`;
}
