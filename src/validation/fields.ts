import type { Static, TSchema } from "typebox";
import { identifier, join, type Sql, sql } from "../db/sql.ts";
import type { DialingEffect } from "../dial-queue/queue-changed.ts";

/** One field of a noun: the column that holds it and what it takes. Both surfaces, inserts, updates and reads derive from it. */
interface Field {
  column: string;
  schema: TSchema;
  /**
   * What a change of it does to leads that are waiting to be dialed: `order` changes who comes first, `eligibility` who may be dialed at
   * all. `none` includes what only concerns passes to come, such as a pass delay.
   */
  dialing: DialingEffect;
  /**
   * Whether the engine goes by it (`acts`), it is recorded with passes and told in claims (`recorded`), people tell things apart by it (`label`),
   * or it is only kept for clients that set it (`kept`).
   */
  effect: "acts" | "recorded" | "label" | "kept";
  /** A moment: a text on both surfaces, a Date in between, null where there is none. */
  date?: true;
  /** A structure, in a column of jsonb. */
  json?: true;
}

/** The fields of a noun, by their names on both surfaces. */
export type Fields = Record<string, Field>;

export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends { date: true } ? Date | null : Static<F[K]["schema"]>;
};

/** Settings the house does not act on, kept as the client wrote them. */
export type Settings = Record<string, unknown>;

/** What a request gives of a noun: the fields it names, and further settings. What is absent stays as it is. */
export interface FieldInput<F extends Fields> {
  values: Partial<Values<F>>;
  settings: Settings;
}

/** The columns of a select list, each under its field's name: `campaign.campaign_name as "campaignName", …`. */
export function selected(fields: Fields, table: string): Sql {
  const columns = Object.entries(fields).map(
    ([name, field]) => sql`${identifier(table, field.column)} as ${identifier(name)}`,
  );
  return join(columns, sql`, `);
}

/** The pieces of an insert for the given fields, each led by a comma: `, campaign_name` and `, $3`. */
export function inserted(fields: Fields, values: object): { columns: Sql; values: Sql } {
  const given = assigned(fields, values);
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

/** The assignments of an update for the given fields, each led by a comma: `, campaign_name = $3`. */
export function updated(fields: Fields, values: object): Sql {
  const assignments = assigned(fields, values).map(({ column, value }) => sql`, ${column} = ${value}`);
  return join(assignments, sql``);
}

function assigned(fields: Fields, values: object): { column: Sql; value: unknown }[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || value === undefined) return [];
    return [{ column: identifier(field.column), value: field.json ? JSON.stringify(value) : value }];
  });
}

/** The fields alone of a thing that has more. */
export function pick<F extends Fields>(fields: F, thing: Values<F>): Values<F> {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, thing[name]])) as Values<F>;
}

/** The bare columns of the fields, each led by a comma, for copies within a table. */
export function copied(fields: Fields): Sql {
  return join(
    Object.values(fields).map((field) => sql`, ${identifier(field.column)}`),
    sql``,
  );
}

/** What a change from one to the other does to leads that are waiting to be dialed: the most that one of the fields that differ does. */
export function dialingEffect<F extends Fields>(fields: F, before: Values<F>, after: Values<F>): DialingEffect {
  const effects = Object.entries(fields)
    .filter(([name]) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map(([, { dialing }]) => dialing);
  return (["order", "eligibility"] as const).find((effect) => effects.includes(effect)) ?? "none";
}
