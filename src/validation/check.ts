import { distance } from "fastest-levenshtein";
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { type Refusal, refuse } from "../errors.ts";

/** Why a value does not fit its schema: the field, what was got, what it takes. */
export interface Problem {
  kind: "missing" | "unknown" | "invalid";
  /** Path of the field, `leadActionParams.paramMap.PASS_DELAY`. */
  field: string;
  /** The value as JSON, shortened. */
  got: string;
  /** What the field takes, in words. */
  takes: string;
}

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
  /** A secret, which no answer repeats. */
  writeOnly?: boolean;
};

const validators = new WeakMap<TSchema, Validator>();

function validator(schema: TSchema): Validator {
  const known = validators.get(schema);
  if (known) return known;
  const compiled = Compile(schema);
  validators.set(schema, compiled);
  return compiled;
}

/**
 * The value with the liberties taken back that clients take: "9" for 9, "false" for false, 30 for "30", one value where a list is
 * meant, null for an absent field. What does not fit stays as it is, for `problems` to name. The value itself is not changed.
 */
export function convert(schema: TSchema, value: unknown): unknown {
  return converted(schema as Plain, value);
}

function converted(schema: Plain, value: unknown): unknown {
  if (schema.anyOf) {
    const fitting = schema.anyOf.find((option) => fits(option, value));
    if (fitting) return converted(fitting, value);
    for (const option of schema.anyOf) {
      const attempt = converted(option, value);
      if (fits(option, attempt)) return attempt;
    }
    return value;
  }
  if (schema.enum) return convertedChoice(schema.enum, value);
  switch (schema.type) {
    case "integer":
    case "number":
      return typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
    case "boolean":
      if (typeof value !== "string") return value;
      return /^true$/i.test(value) ? true : /^false$/i.test(value) ? false : value;
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "array":
      if (Array.isArray(value))
        return schema.items ? value.map((item) => converted(schema.items as Plain, item)) : value;
      return value === null || typeof value === "object" ? value : [converted(schema.items ?? {}, value)];
    case "object":
      return convertedObject(schema, value);
    default:
      return value;
  }
}

/** `false` for "false", and "ignore" for "IGNORE". */
function convertedChoice(choices: unknown[], value: unknown): unknown {
  if (choices.includes(value) || !["string", "number", "boolean"].includes(typeof value)) return value;
  const spelled = `${value as string | number | boolean}`.toLowerCase();
  return choices.find((choice) => String(choice).toLowerCase() === spelled) ?? value;
}

function convertedObject(schema: Plain, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (known === undefined) {
      const others = schema.additionalProperties;
      define(result, name, typeof others === "object" ? converted(others, field) : field);
    } else if (field !== null || fits(known, null)) {
      define(result, name, converted(known, field));
    }
  }
  return result;
}

// A plain assignment of "__proto__" would set the prototype instead of a field.
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
  else object[name] = value;
}

function fits(schema: Plain, value: unknown): boolean {
  return validator(schema as TSchema).Check(value);
}

/** What is wrong with a value, field by field; empty when it fits. `path` is where the value itself stands. */
export function problems(schema: TSchema, value: unknown, path = ""): Problem[] {
  if (validator(schema).Check(value)) return [];
  const found = new Map<string, Problem>();
  for (const error of validator(schema).Errors(value)) {
    const steps = error.instancePath.split("/").slice(1).map(unescapeStep);
    if (error.keyword === "required") {
      for (const name of (error.params as { requiredProperties: string[] }).requiredProperties) {
        const field = [...steps, name];
        add(found, path, field, { kind: "missing", got: "nothing", takes: takes(schemaAt(schema as Plain, field)) });
      }
    } else if (error.keyword === "additionalProperties") {
      const known = Object.keys(schemaAt(schema as Plain, steps).properties ?? {});
      for (const name of (error.params as { additionalProperties: string[] }).additionalProperties) {
        add(found, path, [...steps, name], { kind: "unknown", got: "no known field", takes: nearest(name, known) });
      }
    } else if (error.keyword !== "boolean" || error.message !== "schema is false") {
      const field = schemaAt(schema as Plain, steps);
      const given = valueAt(value, steps);
      add(found, path, steps, {
        kind: "invalid",
        got: field.writeOnly ? withheld(given) : shown(given),
        takes: takes(field),
      });
    }
  }
  // Where one of several shapes is meant, the errors of the inner fields say less than the outer one.
  return [...found.values()];
}

function add(found: Map<string, Problem>, path: string, steps: string[], problem: Omit<Problem, "field">): void {
  const field = [...(path ? [path] : []), ...steps].join(".") || "body";
  if (!found.has(field)) found.set(field, { field, ...problem });
}

/** The refusal of a value that does not fit, for its first problem. */
export function refuseProblem({ kind, field, got, takes: wanted }: Problem): Refusal {
  if (kind === "missing") return refuse("MISSING_FIELD", { field, takes: wanted });
  if (kind === "unknown") return refuse("UNKNOWN_FIELD", { field, advice: wanted });
  return refuse("INVALID_FIELD", { field, got, takes: wanted });
}

const withheld = (secret: unknown) =>
  typeof secret === "string" ? `a text of ${secret.length} characters` : `no text but ${typeof secret}`;

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

/** A value as a message shows it: JSON, at most 80 characters. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function takes(schema: Plain): string {
  if (schema.anyOf)
    return [...new Set(schema.anyOf.filter((option) => option.type !== "null").map(takes))].join(", or ");
  if (schema.enum) return `one of ${schema.enum.map(String).join(", ")}`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const limits: string[] = [];
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    limits.push(`from ${schema.minimum} to ${schema.maximum}`);
  else if (schema.minimum !== undefined) limits.push(`of at least ${schema.minimum}`);
  else if (schema.maximum !== undefined) limits.push(`of at most ${schema.maximum}`);
  if (schema.minLength !== undefined) limits.push(`of at least ${schema.minLength} characters`);
  if (schema.maxLength !== undefined) limits.push(`of at most ${schema.maxLength} characters`);
  if (schema.minItems !== undefined) limits.push(`of at least ${schema.minItems}`);
  if (schema.maxItems !== undefined) limits.push(`of at most ${schema.maxItems}`);
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
  return schema.description ? `${words} (${schema.description.replace(/\.$/, "")})` : words;
}

/** Refuses texts that PostgreSQL cannot hold, at any depth: with the character U+0000, or with half of a surrogate pair. */
export function requireStorable(value: unknown, field: string): void {
  if (typeof value === "string") {
    if (value.includes("\0") || !value.isWellFormed()) {
      throw refuse("INVALID_FIELD", {
        field,
        got: shown(value),
        takes: "text without U+0000 and without halves of surrogate pairs",
      });
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      requireStorable(name, `a field's name within ${field}`);
      requireStorable(inner, `${field}.${name}`);
    }
  }
}

/** The advice for a name that is none of the known ones: a question that names the nearest, or all there are. */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return "there are none.";
  const far = (other: string) => distance(name.toLowerCase(), other.toLowerCase());
  const best = known.reduce((a, b) => (far(a) <= far(b) ? a : b));
  return far(best) <= Math.max(2, name.length / 2) ? `did you mean ${best}?` : `there are ${known.join(", ")}.`;
}
