import type { SeededRandom } from "../../clients/seeded-random.ts";
import { hostileValues } from "./hostile-values.ts";

/** The parts of JSON Schema that the OpenAPI documents use. */
export interface Schema {
  type?: string;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/** Ids and names that the account has, by the name of the field that takes them. */
export type Known = Record<string, readonly (string | number)[]>;

/**
 * A value that fits the schema, except that in about one of `oddity` places it is hostile. Fields that name something
 * get, half the time, an id that exists.
 */
export function valueFor(schema: Schema, random: SeededRandom, known: Known, oddity: number, name = ""): unknown {
  if (random.int(1, oddity) === 1) return random.pick(hostileValues);
  const ids = known[name.replace(/s$/, "")];
  if (ids && ids.length > 0 && schema.type !== "array" && random.percent(70)) return random.pick(ids);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  if (schema.anyOf) return valueFor(random.pick(schema.anyOf), random, known, oddity, name);
  switch (schema.type) {
    case "integer":
      return random.int(Math.max(schema.minimum ?? -3, -1000), Math.min(schema.maximum ?? 1000, 100_000));
    case "number":
      return random.fraction() * 100;
    case "boolean":
      return random.percent(50);
    case "null":
      return null;
    case "array":
      return Array.from({ length: random.int(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)) }, () =>
        valueFor(schema.items ?? {}, random, known, oddity, name),
      );
    case "object":
      return objectFor(schema, random, known, oddity);
    case "string":
      return textFor(schema, random);
    default:
      return random.pick(hostileValues);
  }
}

function objectFor(schema: Schema, random: SeededRandom, known: Known, oddity: number): Record<string, unknown> {
  const chosen = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || random.percent(40),
  );
  const fields = chosen.map(([name, field]) => [name, valueFor(field, random, known, oddity, name)] as const);
  const extra = random.int(1, oddity) === 1 ? [[random.pick(["__proto__", "x".repeat(300), "\0", "extra"]), 1]] : [];
  return Object.fromEntries([...fields, ...extra]) as Record<string, unknown>;
}

function textFor({ format, pattern, minLength = 0 }: Schema, random: SeededRandom): string {
  if (format === "date-time") return `2026-0${random.int(1, 9)}-1${random.int(0, 9)}T12:00:00Z`;
  if (format === "date") return `2026-0${random.int(1, 9)}-1${random.int(0, 9)}`;
  if (format === "uuid") return "00000000-0000-4000-8000-000000000000";
  if (pattern?.includes("2400")) return "08002100";
  if (pattern?.includes("@")) return `ann${random.int(1, 9)}@example.com`;
  if (pattern?.startsWith("^\\d")) return String(random.int(1, 9));
  return random
    .pick(["a name", "Ann", "4155550100", "+14155550101", "CA", "USA", "America/New_York", "ann@example.com", "7"])
    .padEnd(minLength, "x");
}
