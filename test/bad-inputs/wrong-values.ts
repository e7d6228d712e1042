import type { Schema } from "../fuzz/value-for.ts";

/** Values that do not fit a schema: one of another type, and one beyond each of its bounds. */
export function wrongValues(schema: Schema): unknown[] {
  const options = schema.anyOf?.filter((option) => option.type !== "null") ?? [];
  // What fits any of several schemas is hard to miss; a list of lists fits none of ours.
  if (options.length > 1) return [[[[]]]];
  const only = options[0] ?? schema;
  if (only.enum) return ["NONE_OF_THESE"];
  if (only.const !== undefined) return ["NOT_THIS"];
  switch (only.type) {
    case "integer":
      return ["seven", 1.5, ...beyond(only)];
    case "number":
      return ["seven", ...beyond(only)];
    case "boolean":
      return ["perhaps"];
    case "string":
      return textsThatDoNotFit(only);
    case "array":
      return [
        { not: "a list" },
        ...(only.maxItems === undefined || only.maxItems > 5000 ? [] : [tooMany(only.maxItems)]),
      ];
    case "object":
      return [["not an object"]];
    default:
      return [];
  }
}

function beyond({ minimum, maximum }: Schema): number[] {
  return [
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? [] : [maximum + 1]),
  ];
}

function textsThatDoNotFit({ format, pattern, minLength = 0, maxLength }: Schema): unknown[] {
  return [
    { not: "a text" },
    "half a pair \ud800",
    ...(minLength > 0 ? [""] : []),
    ...(maxLength === undefined || maxLength > 20_000 ? [] : ["x".repeat(maxLength + 1)]),
    ...(format === undefined ? [] : ["next Tuesday"]),
    ...(pattern === undefined ? [] : [" "]),
  ];
}

const tooMany = (maxItems: number) => Array.from({ length: maxItems + 1 }, () => 1);
