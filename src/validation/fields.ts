import type { Static, TSchema } from "typebox";
import { identifier, join, type Sql, sql } from "../db/sql.ts";
import type { DialingEffect } from "../dial-queue/queue-changed.ts";
import { requireSmallJson } from "./json-size.ts";

/** One field of a noun. The schemas of both surfaces and the SQL of inserts, updates, and reads derive from it. */
interface Field {
  column: string;
  schema: TSchema;
  /**
   * What changing it does to leads waiting to be dialed: `order` changes who comes first, `eligibility` who may be
   * dialed at all. `none` covers fields that matter only for later passes, such as a pass delay.
   */
  dialing: DialingEffect;
  /**
   * What the field does here: the engine acts on it (`acts`), it is recorded with passes and shown in claims
   * (`recorded`), people recognize things by it (`label`), or it is only stored for the clients that set it (`kept`).
   */
  effect: "acts" | "recorded" | "label" | "kept";
  /** A point in time: text on both surfaces, a Date in between, null where it is not set. */
  date?: true;
  /** An object or array, stored as jsonb. */
  json?: true;
}

/** The fields of a noun, keyed by their names on both surfaces. */
export type Fields = Record<string, Field>;

/** The values of a noun's fields, in the types the program works with. */
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends { date: true } ? Date | null : Static<F[K]["schema"]>;
};

/** Settings that Leadyard does not know. They are stored and returned as the client wrote them. */
export type Settings = Record<string, unknown>;

/** What a request sets on a noun: known fields, and settings that are only stored. Absent ones stay unchanged. */
export interface FieldInput<F extends Fields> {
  values: Partial<Values<F>>;
  settings: Settings;
}

/** The fields as a select list, each named after its field: `campaign.campaign_name as "campaignName", …`. */
export function selectList(fields: Fields, table: string): Sql {
  const columns = Object.entries(fields).map(
    ([name, field]) => sql`${identifier(table, field.column)} as ${identifier(name)}`,
  );
  return join(columns, sql`, `);
}

/**
 * The columns and values of an insert, each preceded by a comma: `, campaign_name` and `, $3`. Unknown names are
 * skipped.
 */
export function insertColumns(fields: Fields, values: object): { columns: Sql; values: Sql } {
  const given = assignments(fields, values);
  return {
    columns: join(
      given.map(({ column }) => sql`, ${column}`),
      sql``,
    ),
    values: join(
      given.map(({ value }) => sql`, ${value}`),
      sql``,
    ),
  };
}

/** The assignments of an update, each preceded by a comma: `, campaign_name = $3`. Unknown names are skipped. */
export function updateAssignments(fields: Fields, values: object): Sql {
  const pairs = assignments(fields, values).map(({ column, value }) => sql`, ${column} = ${value}`);
  return join(pairs, sql``);
}

function assignments(fields: Fields, values: object): { column: Sql; value: unknown }[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || value === undefined) return [];
    if (field.json) requireSmallJson(value, name);
    return [{ column: identifier(field.column), value: field.json ? JSON.stringify(value) : value }];
  });
}

/** Leaves out everything of a row that is not one of the fields. */
export function pickFields<F extends Fields>(fields: F, thing: Values<F>): Values<F> {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, thing[name]])) as Values<F>;
}

/** The columns of the fields, each preceded by a comma, for copying a row within its table. */
export function columnList(fields: Fields): Sql {
  return join(
    Object.values(fields).map((field) => sql`, ${identifier(field.column)}`),
    sql``,
  );
}

/** What a change does to leads waiting to be dialed: the strongest effect among the fields that differ. */
export function dialingEffect<F extends Fields>(fields: F, before: Values<F>, after: Values<F>): DialingEffect {
  const effects = Object.entries(fields)
    .filter(([name]) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map(([, { dialing }]) => dialing);
  return (["order", "eligibility"] as const).find((effect) => effects.includes(effect)) ?? "none";
}
