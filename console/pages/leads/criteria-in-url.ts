import type { Criteria, JsonSchema, SavedSearch } from "../../api/shapes.ts";
import type { Search } from "../../url-search.ts";

type Comparison = { operator: "GREATER_THAN" | "LESS_THAN" | "EQUALS"; value: string | number };
const operators = { gt: "GREATER_THAN", lt: "LESS_THAN", eq: "EQUALS" } as const;

/** Reads the criteria from the URL by their schema. Values that can't be read are ignored. */
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
    return operator ? { operator: operators[operator as keyof typeof operators], value } : undefined;
  }
  switch (field.type) {
    case "array":
      if (field.items?.type === "integer") return texts.map(Number).filter(Number.isInteger);
      return field.items?.type === "object" ? texts.map((name) => ({ name })) : texts;
    case "integer":
      return Number.isInteger(Number(text)) ? Number(text) : undefined;
    case "boolean":
      return text === "true";
    default:
      return text;
  }
}

/** Whether the criterion is a comparison, with an operator and a value. */
export const isComparison = (field: JsonSchema) => field.type === "object" && field.properties?.operator !== undefined;

/** The value of a criterion for the URL, `gt.3` for a comparison. Undefined if it doesn't narrow the search. */
export function inUrl(value: unknown): string | string[] | undefined {
  if (value === undefined || value === null || value === "" || value === false) return undefined;
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((one) => (typeof one === "object" ? one.name : String(one)));
  }
  if (typeof value === "object") {
    const { operator, value: limit } = value as Comparison;
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
