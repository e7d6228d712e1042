import Type, { type Static } from "typebox";
import { join, type Sql, sql } from "../../db/sql.ts";
import { refuse } from "../../errors.ts";
import { nearest, shown } from "../../validation/check.ts";
import { parseLeadState } from "../state.ts";
import { criteriaFields, type Field } from "./criteria-fields.ts";
import type { Scope } from "./scope.ts";

type Fields = typeof criteriaFields;
const fields: Record<string, Field> = criteriaFields;

/** Criteria as requests send them. Absent and empty fields restrict nothing. */
export const Criteria = Type.Object(
  Object.fromEntries(Object.entries(criteriaFields).map(([name, { schema }]) => [name, Type.Optional(schema)])) as {
    [Name in keyof Fields]: ReturnType<typeof Type.Optional<Fields[Name]["schema"]>>;
  },
);
export type Criteria = { [Name in keyof Fields]?: Static<Fields[Name]["schema"]> };

/** Whether the criteria list individual leads. Indexes find those whatever the values. */
export function namesLeads({ leadIds, externIds, leadPhoneNumbers }: Criteria): boolean {
  return [leadIds, externIds, leadPhoneNumbers].some((list) => list !== undefined && list.length > 0);
}

/** The conditions that criteria put on each table. Both lists are empty if the criteria name nothing. */
function conditions(criteria: Criteria, scope: Scope): { lead: Sql[]; contact: Sql[] } {
  const made: { lead: Sql[]; contact: Sql[] } = { lead: [], contact: [] };
  for (const [name, value] of Object.entries(criteria)) {
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!known || value === undefined || isSuperfluous(name, criteria)) continue;
    const condition = known.where(value, scope, name);
    if (condition) made[known.on].push(condition);
  }
  return made;
}

/** Clients send campaignId along with campaignIds; the list decides. */
function isSuperfluous(name: string, criteria: Criteria): boolean {
  return name === "campaignId" && (criteria.campaignIds?.length ?? 0) > 0;
}

/** The condition on `lead`, including its account, for the criteria of a search. */
export function searchCondition(criteria: Criteria, scope: Scope): Sql {
  const filled = Object.fromEntries(
    Object.entries(criteria).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
  return condition(filled, scope);
}

/**
 * The condition on `lead` for the criteria of an action. Refuses criteria that name nothing unless `allLeads` confirms
 * them, unknown fields, and a campaignId that contradicts campaignIds. An identity list that is present but empty
 * selects nothing: a script whose list came out empty must not hit the whole campaign.
 */
export function actionCondition(criteria: Criteria, scope: Scope, allLeads: boolean): Sql {
  for (const name of Object.keys(criteria)) {
    if (!Object.hasOwn(fields, name))
      throw refuse("UNKNOWN_CRITERION", { field: name, advice: nearest(name, Object.keys(fields)) });
  }
  const { campaignId, campaignIds } = criteria;
  if (campaignId !== undefined && campaignIds?.length && !campaignIds.includes(campaignId)) {
    throw refuse("INVALID_FIELD", {
      field: "campaignId",
      got: shown(campaignId),
      takes: `one of campaignIds, ${shown(campaignIds)}, or nothing`,
    });
  }
  const made = conditions(criteria, scope);
  if (made.lead.length + made.contact.length === 0 && !allLeads) throw refuse("CRITERIA_NAME_NOTHING");
  return condition(criteria, scope);
}

function condition(criteria: Criteria, scope: Scope): Sql {
  const { lead, contact } = conditions(criteria, scope);
  const parts = [sql`lead.account_id = ${scope.accountId}`, ...lead];
  if (contact.length > 0) {
    // Not `in (select …)`: a claim checks few leads against running stops, and would read every matching contact each
    // time.
    parts.push(sql`exists (
      select from contact
      where contact.account_id = ${scope.accountId} and contact.lead_id = lead.lead_id and ${join(contact, sql` and `)})`);
  }
  return join(parts, sql` and `);
}

/** The unknown fields of a search, which a header of the answer names. */
export function unknownFields(criteria: object): string[] {
  return Object.keys(criteria).filter((name) => !Object.hasOwn(fields, name));
}

/** Whether the criteria name this lead state. Actions reach sticky states only if they do. */
export function namesState(criteria: Criteria, state: string): boolean {
  return criteria.leadStates?.some((named) => parseLeadState(named) === state) ?? false;
}
