import { refuse } from "../../errors.ts";
import { cellsOf, type NumberedRow } from "../../tables/rows.ts";
import type { ColumnField } from "./columns.ts";
import type { FileSheet } from "./lead-file.ts";

/** Which column fills which field of a lead; columns count from 0. */
export interface Mapping {
  fields: Partial<Record<ColumnField, number>>;
  /** Further phones, in dialing order. */
  otherPhones: number[];
  /** Columns of extended data, by the names they get there. */
  extended: Record<string, number>;
}

/**
 * Refuses a mapping without a phone, or with columns that the sheet lacks. `name` returns a field's name in the
 * request.
 */
export function checkMapping(mapping: Mapping, { width, number }: FileSheet, name: (field: string) => string): void {
  const columns: [string, number][] = [
    ...Object.entries(mapping.fields),
    ...Object.entries(mapping.extended),
    ...mapping.otherPhones.map((column): [string, number] => ["otherPhones", column]),
  ];
  for (const [field, column] of columns) {
    if (column >= 0 && column < width) continue;
    throw refuse("INVALID_FIELD", {
      field: name(field),
      got: column,
      takes: `the number of a column of sheet ${number}, from 0 to ${width - 1}`,
    });
  }
  if (mapping.fields.leadPhone === undefined)
    throw refuse("MISSING_FIELD", { field: name("leadPhone"), takes: "the number of the column that has the phones" });
}

/** Turns a row into the fields of a lead, as clients would send them. Omits empty cells of extended data. */
export function mapRow(mapping: Mapping, numbered: NumberedRow): Record<string, unknown> {
  const cells = cellsOf(numbered);
  const row: Record<string, unknown> = {};
  for (const [field, column] of Object.entries(mapping.fields)) row[field] = cellAt(cells, column);
  if (mapping.otherPhones.length > 0) {
    const phones = [row.leadPhone as string, ...mapping.otherPhones.map((column) => cellAt(cells, column))];
    row.leadPhone = phones.filter((phone) => phone.trim() !== "").join("|");
  }
  const extended = Object.entries(mapping.extended).map(([name, column]) => [name, cellAt(cells, column)]);
  if (extended.length > 0) row.extendedLeadData = Object.fromEntries(extended.filter(([, cell]) => cell !== ""));
  return row;
}

const cellAt = (cells: readonly string[], column: number) => cells[column] ?? "";
