import Type, { type Static } from "typebox";
import { refuse } from "../../../errors.ts";
import { type ColumnField, columnFields, guessColumns, looksLikeHeaders } from "../../../leads/files/columns.ts";
import type { LeadFile } from "../../../leads/files/lead-file.ts";
import type { Mapping } from "../../../leads/files/mapping.ts";
import { nearest, shown } from "../../../validation/check.ts";

/** A column of a file, named by its number or its header. */
export const Column = Type.Union([Type.Integer({ minimum: 0 }), Type.String()], {
  description: "Number of the column, from 0, or its header",
});
type Column = Static<typeof Column>;

export const ColumnMap = Type.Object(
  Object.fromEntries(columnFields.map((field) => [field, Type.Optional(Column)])) as Record<
    ColumnField,
    Type.TOptional<typeof Column>
  >,
  {
    additionalProperties: false,
    description: "The column of each lead field; absent: as suggested when the file was uploaded",
  },
);

interface MappingBody {
  sheetNumber?: number | undefined;
  headers?: boolean | undefined;
  columns?: Partial<Record<ColumnField, Column>> | undefined;
  otherPhones?: Column[] | undefined;
  extended?: Record<string, Column> | undefined;
}

/**
 * Resolves columns to their numbers and fills in what the request leaves to the file: whether it has headers, and the
 * suggested mapping. INVALID_FIELD for a header that no column has, or more than one.
 */
export function columnsOf(
  file: LeadFile,
  { sheetNumber, headers, columns, otherPhones = [], extended = {} }: MappingBody,
  country: string,
): { headers: boolean; mapping: Mapping } {
  const sheet = file.sheets.find(({ number, rowCount }) => (sheetNumber ? number === sheetNumber : rowCount > 0));
  const { first = [], width = 0 } = sheet ?? {};
  const named = headers ?? looksLikeHeaders(first, country);
  const guessed = guessColumns(first, width, named, country);
  const heads = named ? guessed.map(({ header }) => header?.trim() ?? "") : [];
  const numberOf = (column: Column, field: string): number => {
    if (typeof column === "number") return column;
    const found = [...heads.keys()].filter((i) => heads[i]?.toLowerCase() === column.trim().toLowerCase());
    if (found.length === 1) return found[0] as number;
    const takes =
      found.length > 1
        ? `a number: columns ${found.join(" and ")} have that header`
        : `a header; ${nearest(column, heads)}`;
    throw refuse("INVALID_FIELD", { field, got: shown(column), takes });
  };
  const numbers = (map: Record<string, Column>, name: string) =>
    Object.fromEntries(Object.entries(map).map(([field, column]) => [field, numberOf(column, `${name}.${field}`)]));
  const asGuessed = guessed.flatMap(({ field, index }) => (field === null ? [] : [[field, index]]));
  return {
    headers: named,
    mapping: {
      fields: columns ? numbers(columns, "columns") : Object.fromEntries(asGuessed),
      otherPhones: otherPhones.map((column, i) => numberOf(column, `otherPhones.${i}`)),
      extended: numbers(extended, "extended"),
    },
  };
}
