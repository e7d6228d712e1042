import Type, { type TObjectOptions, type TSchema, type TUnsafe } from "typebox";
import { refuse } from "../../errors.ts";
import { requireStorable, shown } from "../../validation/check.ts";
import { wireDate } from "../../validation/dates.ts";
import type { FieldInput, Fields, Settings } from "../../validation/fields.ts";
import { Instant } from "./ids.ts";
import { moment } from "./moment.ts";

/** A body that was checked against the schema made of the same fields. */
export type Body = Record<string, unknown>;

/** What the wire takes of a noun: its fields, flags also as 0 and 1, and any others. */
export function wireBody(fields: Fields, required: string[], more: Record<string, TSchema> = {}): TUnsafe<Body> {
  return body(fields, required, more, onWire, {});
}

/** What v1 takes of a noun: its fields, further settings where it has such, and nothing else. */
export function v1Body(fields: Fields, required: string[], more: Record<string, TSchema> = {}): TUnsafe<Body> {
  return body(fields, required, more, onV1, { additionalProperties: false });
}

/** How v1 shows a noun. */
export function resource(title: string, fields: Fields, more: Record<string, TSchema>): TSchema {
  const own = Object.entries(fields).map(([name, field]) => [name, withEffect(field, onV1(field.schema, field.date))]);
  return Type.Object({ ...more, ...Object.fromEntries(own) }, { title });
}

/** Further settings on v1. */
export const SettingsObject = Type.Record(Type.String(), Type.Unknown(), {
  description: "settings this server keeps and does not act on; what is named is changed, the others stay",
});

/** The ids of a request's path, by the names that bodies have for them. */
export type Place = Record<string, number | undefined>;

/** Refuses a body that names another place than the path does: the thing stays where it is. `at`: where the body stands in a larger one, `0.`. */
export function requirePlace(given: unknown, place: Place, at = ""): void {
  if (given === null || typeof given !== "object") return;
  for (const [name, id] of Object.entries(place)) {
    const got = (given as Body)[name] ?? id;
    if (id === undefined || got === id || got === String(id)) continue;
    throw refuse("INVALID_FIELD", {
      field: at + name,
      got: shown(got),
      takes: `${id}, as in the path, or nothing`,
    });
  }
}

/** Reads a wire body: known fields into values, the rest, but for the names that only answers have, into settings. Times without a zone are UTC, or of the zone that is given. */
export function givenOnWire<F extends Fields>(
  fields: F,
  answered: readonly string[],
  given: Body,
  timeZone?: string,
): FieldInput<F> {
  requireStorable(given, "body");
  const values: Settings = {};
  const others: [string, unknown][] = [];
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field?.date) values[name] = moment(name, value as string | null, timeZone) ?? null;
    else if (field) values[name] = isFlag(field.schema) ? Boolean(value) : value;
    else if (!answered.includes(name)) others.push([name, value]);
  }
  return { values: values as FieldInput<F>["values"], settings: Object.fromEntries(others) };
}

/**
 * Reads a v1 body: known fields into values, `settings` as they are. Refuses a field among the settings, where it would have no effect, and a name
 * that answers have for something else.
 */
export function givenOnV1<F extends Fields>(fields: F, answered: readonly string[], given: Body): FieldInput<F> {
  requireStorable(given, "body");
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(fields, name)));
  const settings = (given.settings ?? {}) as Settings;
  const misplaced = Object.keys(settings).find((name) => Object.hasOwn(fields, name) || answered.includes(name));
  if (misplaced !== undefined)
    throw refuse("INVALID_FIELD", {
      field: `settings.${misplaced}`,
      got: shown(settings[misplaced]),
      takes: Object.hasOwn(fields, misplaced)
        ? `nothing, as ${misplaced} is a field of its own; send it beside settings`
        : `nothing, as ${misplaced} is no setting: answers give it by themselves`,
    });
  return { values: givenOnWire(fields, [], known).values, settings };
}

/** A thing's fields as RingCX shows them, behind the settings kept with it, but for such as have names that the answer has for something else. */
export function fieldsOnWire(
  fields: Fields,
  answered: readonly string[],
  thing: object & { settings?: Settings },
): Settings {
  const own = Object.entries(thing).filter(([name]) => Object.hasOwn(fields, name));
  // Earlier versions kept some of these names.
  const settings = Object.entries(thing.settings ?? {}).filter(([name]) => !answered.includes(name));
  return {
    ...Object.fromEntries(settings),
    ...Object.fromEntries(own.map(([name, value]) => [name, value instanceof Date ? wireDate(value) : value])),
  };
}

function body(
  fields: Fields,
  required: string[],
  more: Record<string, TSchema>,
  form: (schema: TSchema, date?: true) => TSchema,
  options: TObjectOptions,
): TUnsafe<Body> {
  const own = Object.entries(fields).map(([name, field]) => {
    const taken = withEffect(field, form(field.schema, field.date));
    return [name, required.includes(name) ? taken : Type.Optional(taken)];
  });
  return Type.Object({ ...Object.fromEntries(own), ...more }, options) as unknown as TUnsafe<Body>;
}

const effects = {
  acts: "acted on",
  recorded: "recorded with passes and told in claims, and not acted on",
  label: "a label for people",
  kept: "kept for clients that set it, and not acted on",
} as const;

/** The schema, whose description also says what the field does here. */
export function withEffect<S extends TSchema>({ effect }: Fields[string], schema: S): S {
  const { description } = schema as { description?: string };
  return { ...schema, description: description ? `${description} (${effects[effect]})` : effects[effect] };
}

/** A flag of a dial group's member: RingCX has them begin the calls of a group in TCPA_SAFE_MODE by a click. */
export const HciClicker = Type.Optional(Type.Boolean({ description: effects.kept }));

const isFlag = (schema: TSchema) => "type" in schema && schema.type === "boolean";

// RingCX writes some flags as numbers; isRequeued also as 2.
const Flag = Type.Union([Type.Boolean(), Type.Integer({ minimum: 0, maximum: 2 })]);
const WireMoment = Type.Union([
  Type.String({ description: "a date and time such as 2026-07-24T16:00:00.000+0000" }),
  Type.Null(),
]);

function onWire(schema: TSchema, date?: true): TSchema {
  if (date) return WireMoment;
  if (!isFlag(schema)) return schema;
  return "description" in schema ? { ...Flag, description: schema.description } : Flag;
}

function onV1(schema: TSchema, date?: true): TSchema {
  return date ? Type.Union([Instant, Type.Null()]) : schema;
}
