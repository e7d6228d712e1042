import { refuse } from "../../../errors.ts";
import { type ColumnField, columnFields, fieldByName } from "../../../leads/files/columns.ts";
import type { Mapping } from "../../../leads/files/mapping.ts";
import { nearest, shown } from "../../../validation/check.ts";

const irregularNames: Partial<Record<ColumnField, string>> = { reserveAgent: "PENDING_AGENT_ID", countryId: "COUNTRY" };

/** RingCX's name of a field in column mappings: `LEAD_PHONE`. */
export const mappingColumn = (field: ColumnField): string =>
  irregularNames[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** All names a column can be mapped to. */
export const mappingColumns: string[] = columnFields.map(mappingColumn);

const byName = new Map(columnFields.map((field) => [mappingColumn(field), field]));

/**
 * Merges the three column maps of a RingCX process request. A null or negative column is unmapped. INVALID_FIELD for
 * unknown names.
 */
export function mappingOf({
  pageColumnMappings = {},
  extendedLeadDataMappings = {},
  additionalPhoneMappings = {},
}: {
  pageColumnMappings?: Record<string, number | null>;
  extendedLeadDataMappings?: Record<string, number | null>;
  additionalPhoneMappings?: Record<string, number | null>;
}): Mapping {
  const given = (map: Record<string, number | null>) =>
    Object.entries(map).filter((entry): entry is [string, number] => entry[1] !== null && entry[1] >= 0);
  const fields: Mapping["fields"] = {};
  for (const [name, column] of given(pageColumnMappings)) {
    const field = byName.get(name.toUpperCase()) ?? fieldByName(name);
    if (field === undefined)
      throw refuse("INVALID_FIELD", {
        field: "pageColumnMappings",
        got: shown(name),
        takes: `names of mapping columns; ${nearest(name, mappingColumns)}`,
      });
    fields[field] = column;
  }
  return {
    fields,
    otherPhones: given(additionalPhoneMappings).map(([, column]) => column),
    extended: Object.fromEntries(given(extendedLeadDataMappings)),
  };
}
