import Type, { type TObjectOptions, type TSchema, type TUnsafe } from "typebox";
import { refuse } from "../../../errors.ts";
import { shown } from "../../../validation/check.ts";
import { wireDate } from "../../../validation/dates.ts";
import type { FieldInput, Fields, Settings } from "../../../validation/fields.ts";
import { Instant } from "../ids.ts";
import { parseMoment } from "../moment.ts";

/** A request body that was checked against the schema built from the noun's fields. */
export type Body = Record<string, unknown>;

/** Schema of a noun's body on the wire: its fields, where flags may be 0 or 1, and any other settings. */
export function wireBody(fields: Fields, required: string[], more: Record<string, TSchema> = {}): TUnsafe<Body> {
  return bodySchema(fields, required, more, wireSchema, {});
}

/** Schema of a noun's body on v1: its fields, whatever `more` adds, and nothing else. */
export function v1Body(fields: Fields, required: string[], more: Record<string, TSchema> = {}): TUnsafe<Body> {
  return bodySchema(fields, required, more, v1Schema, { additionalProperties: false });
}

/** Schema of a noun in v1 responses. */
export function resourceSchema(title: string, fields: Fields, more: Record<string, TSchema>): TSchema {
  const own = Object.entries(fields).map(([name, field]) => [
    name,
    withEffect(field, v1Schema(field.schema, field.date)),
  ]);
  return Type.Object({ ...more, ...Object.fromEntries(own) }, { title });
}

/** Settings on v1 that are only stored. */
export const SettingsObject = Type.Record(Type.String(), Type.Unknown(), {
  description: "settings that are stored but not acted on; a change replaces those it names and keeps the others",
});

/** The ids in a request's path, keyed by the names bodies use for them. */
export type PathIds = Record<string, number | undefined>;

/**
 * Refuses a body whose ids differ from the path's, rather than ignore a move the client may have meant. `at` is the
 * path of the body within a larger one: `0.`.
 */
export function requirePathIds(body: unknown, pathIds: PathIds, at = ""): void {
  if (body === null || typeof body !== "object") return;
  for (const [name, id] of Object.entries(pathIds)) {
    const got = (body as Body)[name] ?? id;
    if (id === undefined || got === id || got === String(id)) continue;
    throw refuse("INVALID_FIELD", {
      field: at + name,
      got: shown(got),
      takes: `${id}, as in the path, or nothing`,
    });
  }
}

/**
 * Splits a wire body into known fields and other settings. It drops `responseNames`, which only responses have: clients
 * send back whole objects they have read. Times without an offset are read in `timeZone`, or else as UTC.
 */
export function parseWireBody<F extends Fields>(
  fields: F,
  responseNames: readonly string[],
  input: Body,
  timeZone?: string,
): FieldInput<F> {
  const values: Settings = {};
  const others: [string, unknown][] = [];
  for (const [name, value] of Object.entries(input)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field?.date) values[name] = parseMoment(name, value as string | null, timeZone) ?? null;
    else if (field) values[name] = isFlag(field.schema) ? Boolean(value) : value;
    else if (!responseNames.includes(name)) others.push([name, value]);
  }
  return { values: values as FieldInput<F>["values"], settings: Object.fromEntries(others) };
}

/**
 * Splits a v1 body into known fields and `settings`. Refuses settings that have the name of a field, since they would
 * have no effect, or of something only responses have.
 */
export function parseV1Body<F extends Fields>(fields: F, responseNames: readonly string[], input: Body): FieldInput<F> {
  const known = Object.fromEntries(Object.entries(input).filter(([name]) => Object.hasOwn(fields, name)));
  const settings = (input.settings ?? {}) as Settings;
  const misplaced = Object.keys(settings).find((name) => Object.hasOwn(fields, name) || responseNames.includes(name));
  if (misplaced !== undefined)
    throw refuse("INVALID_FIELD", {
      field: `settings.${misplaced}`,
      got: shown(settings[misplaced]),
      takes: Object.hasOwn(fields, misplaced)
        ? `nothing, since ${misplaced} is a field; send it outside settings`
        : `nothing, since ${misplaced} is not a setting but part of responses`,
    });
  return { values: parseWireBody(fields, [], known).values, settings };
}

/**
 * A noun's fields and stored settings as RingCX shows them, in one flat object. A field wins over a setting of its
 * name, and settings whose names the response uses otherwise are left out.
 */
export function fieldsOnWire(
  fields: Fields,
  responseNames: readonly string[],
  thing: object & { settings?: Settings },
): Settings {
  const own = Object.entries(thing).filter(([name]) => Object.hasOwn(fields, name));
  // Older rows may hold settings of these names.
  const settings = Object.entries(thing.settings ?? {}).filter(([name]) => !responseNames.includes(name));
  return {
    ...Object.fromEntries(settings),
    ...Object.fromEntries(own.map(([name, value]) => [name, value instanceof Date ? wireDate(value) : value])),
  };
}

function bodySchema(
  fields: Fields,
  required: string[],
  more: Record<string, TSchema>,
  schemaOnSurface: (schema: TSchema, date?: true) => TSchema,
  options: TObjectOptions,
): TUnsafe<Body> {
  const own = Object.entries(fields).map(([name, field]) => {
    const taken = withEffect(field, schemaOnSurface(field.schema, field.date));
    return [name, required.includes(name) ? taken : Type.Optional(taken)];
  });
  return Type.Object({ ...Object.fromEntries(own), ...more }, options) as unknown as TUnsafe<Body>;
}

const effects = {
  acts: "acted on",
  recorded: "recorded with passes and shown in claims, but not acted on",
  label: "a label for people",
  kept: "stored for clients that set it, but not acted on",
} as const;

/** Adds to a schema's description whether Leadyard acts on the field. */
export function withEffect<S extends TSchema>({ effect }: Fields[string], schema: S): S {
  const { description } = schema as { description?: string };
  return { ...schema, description: description ? `${description} (${effects[effect]})` : effects[effect] };
}

/** A flag of a dial group's member. In RingCX these agents click to start each call of a group in TCPA_SAFE_MODE. */
export const HciClicker = Type.Optional(Type.Boolean({ description: effects.kept }));

const isFlag = (schema: TSchema) => "type" in schema && schema.type === "boolean";

// RingCX sends some flags as numbers; isRequeued can also be 2.
const Flag = Type.Union([Type.Boolean(), Type.Integer({ minimum: 0, maximum: 2 })]);
const WireMoment = Type.Union([
  Type.String({ description: "a date and time such as 2026-07-24T16:00:00.000+0000" }),
  Type.Null(),
]);

function wireSchema(schema: TSchema, date?: true): TSchema {
  if (date) return WireMoment;
  if (!isFlag(schema)) return schema;
  return "description" in schema ? { ...Flag, description: schema.description } : Flag;
}

function v1Schema(schema: TSchema, date?: true): TSchema {
  return date ? Type.Union([Instant, Type.Null()]) : schema;
}
