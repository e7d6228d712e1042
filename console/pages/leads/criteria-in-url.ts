import type { Criteria, JsonSchema, SavedSearch } from "../../api/shapes.ts";
import type { Search } from "../../url-search.ts";

type Comparison = { operator: "GREATER_THAN" | "LESS_THAN" | "EQUALS"; value: string | number };
const operators = { gt: "GREATER_THAN", lt: "LESS_THAN", eq: "EQUALS" } as const;

/**
 * Reads the criteria from the URL by their schema. A value that can't be read is passed on as it is, for the server to
 * refuse: without it, the search and the actions on it would reach more leads than asked for.
 */
export function criteriaOf(search: Search, schema: JsonSchema): Criteria {
  const entries = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const raw = search[name];
    const value = raw === undefined ? undefined : readValue(field, Array.isArray(raw) ? raw : [raw]);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries) as Criteria;
}

function readValue(field: JsonSchema, texts: string[]): unknown {
  const [text = ""] = texts;
  if (isComparison(field)) {
    const [, operator, value] = /^(gt|lt|eq)\.(.+)$/.exec(text) ?? [];
    return operator ? { operator: operators[operator as keyof typeof operators], value } : text;
  }
  switch (field.type) {
    case "array":
      return listOf(field, texts);
    case "integer":
      return wholeNumber(text);
    case "boolean":
      return text === "true" || (text === "false" ? false : text);
    default:
      return text;
  }
}

/** Texts as a list criterion takes them: numbers, objects with a name, or texts. Texts that are no numbers remain. */
export function listOf(field: JsonSchema, texts: string[]): unknown[] {
  if (field.items?.type === "integer") return texts.map(wholeNumber);
  return field.items?.type === "object" ? texts.map((name) => ({ name })) : texts;
}

const wholeNumber = (text: string) => (/^\s*-?\d+\s*$/.test(text) ? Number(text) : text);

/** Whether the criterion is a comparison, with an operator and a value. */
export const isComparison = (field: JsonSchema) => field.type === "object" && field.properties?.operator !== undefined;

/** The value of a criterion for the URL, `gt.3` for a comparison. Undefined if it doesn't narrow the search. */
export function inUrl(value: unknown): string | string[] | undefined {
  if (value === undefined || value === null || value === "" || value === false) return undefined;
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((one) => (typeof one === "object" ? one.name : String(one)));
  }
  if (typeof value === "object") {
    const { operator, value: limit } = value as Partial<Comparison>;
    if (limit === undefined || limit === "") return undefined;
    const short = Object.entries(operators).find(([, long]) => long === operator)?.[0];
    return `${short}.${limit}`;
  }
  return String(value as string | number | boolean);
}

/** Criteria as URL parameters. */
export const searchOf = (criteria: Criteria): Search =>
  Object.fromEntries(Object.entries(criteria).map(([name, value]) => [name, inUrl(value)]));

/** A saved search as URL parameters: its criteria, columns, and order, and which search it is. */
export const searchOfSaved = ({ savedSearchId, criteria, columns, sort }: SavedSearch): Search => ({
  ...searchOf(criteria),
  columns: columns ?? undefined,
  sort: sort === "leadId" ? undefined : sort,
  saved: String(savedSearchId),
});
