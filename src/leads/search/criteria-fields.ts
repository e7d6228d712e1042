import Type, { type Static, type TSchema } from "typebox";
import { isOrphaned } from "../../agents/orphaned-leads.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { parseLongListPhone } from "../../geography/phones.ts";
import { zonesOf } from "../../geography/time-zones.ts";
import { shown } from "../../validation/check.ts";
import { momentAt, parseDate } from "../../validation/dates.ts";
import { leadStates, parseLeadState, systemDispositions } from "../state.ts";
import { longestList } from "./long-lists.ts";
import type { Scope } from "./scope.ts";

export interface Field {
  schema: TSchema;
  /** The table of the condition: `lead`, or `contact`, which has the same key. */
  on: "lead" | "contact";
  /** The condition on that table; undefined if the value restricts nothing. Refuses values that are not valid. */
  where(value: unknown, scope: Scope, field: string): Sql | undefined;
  /** The field lists individual leads. In an action, an empty list selects nothing. */
  identity?: true;
}

function field<S extends TSchema>(
  schema: S,
  on: Field["on"],
  where: (value: Static<S>, scope: Scope, field: string) => Sql | undefined,
  identity?: true,
): Field & { schema: S } {
  return { schema, on, where, ...(identity ? { identity } : {}) };
}

const id = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const ids = (description: string) => Type.Array(Type.Integer(id), { description, maxItems: longestList });
const texts = (description: string) => Type.Array(Type.String(), { description, maxItems: longestList });
/** More than there are different values. */
const mostChoices = 1000;
/** `x-input` tells the console that the value is a moment, not a number. */
const aMoment = { "x-input": "moment" };
const comparison = (description: string, options: object = {}) =>
  Type.Object(
    {
      operator: Type.Enum(["GREATER_THAN", "LESS_THAN", "EQUALS"]),
      value: Type.Union([Type.Number(), Type.String()]),
    },
    { description, ...options },
  );

function anyOf(column: Sql, values: number[]): Sql | undefined {
  return values.length === 0 ? undefined : oneOf(column, values, sql`bigint[]`);
}

/**
 * Compares a single value by equality, whose plan does not depend on the value: frequent statements are planned once.
 */
function oneOf(column: Sql, values: readonly unknown[], type: Sql): Sql {
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} = any (${values}::${type})`;
}

const operators = { GREATER_THAN: sql`>`, LESS_THAN: sql`<`, EQUALS: sql`=` };

/** Text criteria compare whole values and ignore case; `*` matches any characters. */
function text(column: Sql, description: string) {
  return field(Type.String({ description: `${description}; * matches any characters` }), "contact", (value) => {
    const wanted = value.trim();
    if (wanted === "") return undefined;
    if (!wanted.includes("*")) return sql`lower(${column}) = lower(${wanted})`;
    const pattern = wanted.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
    return sql`lower(${column}) like lower(${pattern})`;
  });
}

function moment(value: string | number, scope: Scope, name: string): Date {
  const parsed = typeof value === "number" ? momentAt(value) : parseDate(value, scope.timeZone);
  if (!parsed) {
    throw refuse("INVALID_FIELD", {
      field: name,
      got: shown(value),
      takes: "a date and time such as 2026-07-24T16:00:00.000+0000",
    });
  }
  return parsed;
}

function timeComparison(column: Sql, description: string) {
  return field(comparison(description, aMoment), "lead", ({ operator, value }, scope, name) => {
    return sql`${column} ${operators[operator]} ${moment(value, scope, `${name}.value`)}`;
  });
}

function phones(values: string[], scope: Scope, name: string): string[] {
  return values.map((value) => {
    const phone = parseLongListPhone(value, scope.country);
    if (!phone)
      throw refuse("INVALID_FIELD", {
        field: name,
        got: shown(value),
        takes: "phone numbers such as 4155550100 or +14155550100",
      });
    return phone;
  });
}

const havingPhone = (numbers: string[], scope: Scope) => sql`lead.lead_id in (
  select contact.lead_id from contact where contact.account_id = ${scope.accountId} and ${oneOf(sql`contact.phone`, numbers, sql`text[]`)}
  union all
  select lead_phone.lead_id from lead_phone where lead_phone.account_id = ${scope.accountId} and ${oneOf(sql`lead_phone.phone`, numbers, sql`text[]`)})`;

/**
 * Every criterion, with its schema and its condition. A new one does not compile until the tests, the API, and the
 * console have theirs.
 */
export const criteriaFields = {
  campaignIds: field(ids("Campaigns"), "lead", (value) => anyOf(sql`lead.campaign_id`, value)),
  campaignId: field(
    Type.Integer({ ...id, description: "Campaign; ignored by searches if campaignIds names any" }),
    "lead",
    (value) => sql`lead.campaign_id = ${value}`,
  ),
  listIds: field(ids("Lists"), "lead", (value) => anyOf(sql`lead.list_id`, value)),
  leadIds: field(ids("Leads"), "lead", (value) => oneOf(sql`lead.lead_id`, value, sql`bigint[]`), true),
  externIds: field(
    texts("External ids, exactly as loaded"),
    "contact",
    (value) => oneOf(sql`contact.extern_id`, value, sql`text[]`),
    true,
  ),
  leadPhoneNumbers: field(
    texts("Phones; a lead matches by any of its numbers"),
    "lead",
    (value, scope, name) => havingPhone(phones(value, scope, name), scope),
    true,
  ),
  leadPhoneNum: field(
    Type.String({ description: "A phone; a lead matches by any of its numbers" }),
    "lead",
    (value, scope, name) => (value.trim() === "" ? undefined : havingPhone(phones([value], scope, name), scope)),
  ),
  leadStates: field(texts(`States: ${leadStates.join(", ")}`), "lead", (value, _scope, name) => {
    const states = value.map((state) => {
      const parsed = parseLeadState(state);
      if (!parsed)
        throw refuse("INVALID_FIELD", { field: name, got: shown(state), takes: `states: ${leadStates.join(", ")}` });
      return parsed;
    });
    return states.length === 0 ? undefined : sql`lead.lead_state = any (${states}::lead_state[])`;
  }),
  suppressed: field(
    Type.Enum(["ONLY_SUPPRESSED", "ONLY_UNSUPPRESSED", "ALL"], {
      description: "Only suppressed leads, only others, or all",
    }),
    "lead",
    (value) => (value === "ALL" ? undefined : sql`lead.suppressed = ${value === "ONLY_SUPPRESSED"}`),
  ),
  suppressedUntilCriteria: timeComparison(sql`lead.suppressed_until`, "When the suppression ends automatically"),
  systemDispositions: field(
    Type.Array(Type.Enum([...systemDispositions]), { maxItems: mostChoices, description: "Outcome of the last pass" }),
    "lead",
    (value) =>
      value.length === 0 ? undefined : sql`lead.last_system_disposition = any (${value}::system_disposition[])`,
  ),
  agentDispositions: field(texts("Agent's disposition of the last pass, by name"), "lead", (value) =>
    value.length === 0
      ? undefined
      : sql`lower(lead.last_agent_disposition) = any (select lower(name) from unnest(${value}::text[]) as name)`,
  ),
  agentId: field(
    Type.Integer({ ...id, description: "Agent of the last pass" }),
    "lead",
    (value) => sql`lead.last_agent_id = ${value}`,
  ),
  pendingAgentId: field(
    Type.Integer({ ...id, description: "Agent who has the lead's reservation or callback" }),
    "lead",
    (value) => sql`(lead.reserved_agent_id = ${value} or lead.callback_agent_id = ${value})`,
  ),
  orphanedLeadsOnly: field(
    Type.Boolean({
      description:
        "Leads that no agent is served: the agent of the callback or reservation is deleted, inactive, or not in the dial group",
    }),
    "lead",
    (value, scope) => (value ? isOrphaned(scope.accountId, sql`lead`) : undefined),
  ),
  leadPassesCriteria: field(comparison("Number of passes"), "lead", ({ operator, value }, _scope, name) => {
    const passes = Number(value);
    if (value === "" || !Number.isInteger(passes) || Math.abs(passes) > 2 ** 31 - 1) {
      throw refuse("INVALID_FIELD", { field: `${name}.value`, got: shown(value), takes: "a whole number" });
    }
    return sql`lead.pass_count ${operators[operator]} ${passes}`;
  }),
  lastPassTimeCriteria: timeComparison(sql`lead.last_pass_at`, "Time of the last pass"),
  nextDialTimeCriteria: timeComparison(sql`lead.next_dial_time`, "Time before which the lead is not dialed"),
  loadedDtsStart: field(
    Type.String({ ...aMoment, description: "Loaded at this time or later" }),
    "contact",
    (value, scope, name) => (value === "" ? undefined : sql`contact.loaded_at >= ${moment(value, scope, name)}`),
  ),
  loadedDtsEnd: field(
    Type.String({ ...aMoment, description: "Loaded at this time or earlier" }),
    "contact",
    (value, scope, name) => (value === "" ? undefined : sql`contact.loaded_at <= ${moment(value, scope, name)}`),
  ),
  leadTimezones: field(
    Type.Array(Type.Object({ name: Type.String() }), {
      maxItems: mostChoices,
      description: "Time zones by IANA name or abbreviation: [{name: CST}]",
    }),
    "lead",
    (value, _scope, name) => {
      const zones = value.flatMap((zone) => {
        const known = zonesOf(zone.name);
        if (!known) {
          throw refuse("INVALID_FIELD", {
            field: name,
            got: shown(zone.name),
            takes: "IANA names such as America/Denver, or abbreviations such as CST",
          });
        }
        return known;
      });
      if (value.length === 0) return undefined;
      return sql`lead.time_zone_id in (select time_zone_id from time_zone where name = any (${zones}::text[]))`;
    },
  ),
  physicalStates: field(texts("States or provinces, as loaded"), "contact", (value) =>
    value.length === 0
      ? undefined
      : sql`lower(contact.state) = any (select lower(name) from unnest(${value}::text[]) as name)`,
  ),
  firstName: text(sql`contact.first_name`, "First name"),
  lastName: text(sql`contact.last_name`, "Last name"),
  address1: text(sql`contact.address1`, "First line of the address"),
  address2: text(sql`contact.address2`, "Second line of the address"),
  city: text(sql`contact.city`, "City"),
  zip: text(sql`contact.zip`, "ZIP or postal code"),
  emailAddress: text(sql`contact.email`, "Email address"),
  callerId: text(sql`contact.caller_id`, "Caller id"),
  auxData1: text(sql`contact.aux_data1`, "Auxiliary data 1"),
  auxData2: text(sql`contact.aux_data2`, "Auxiliary data 2"),
  auxData3: text(sql`contact.aux_data3`, "Auxiliary data 3"),
  auxData4: text(sql`contact.aux_data4`, "Auxiliary data 4"),
  auxData5: text(sql`contact.aux_data5`, "Auxiliary data 5"),
} as const;
