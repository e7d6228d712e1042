import { refuse } from "../../errors.ts";
import { nearest, shown } from "../../validation/check.ts";
import { type Criteria, searchCondition } from "../search/criteria.ts";
import type { Scope } from "../search/scope.ts";
import { extendedPrefix, fields, findColumn } from "./formats/columns.ts";

export const formats = ["CSV", "XLSX", "NDJSON"] as const;

/** A column of the file. */
export interface ExportChoice {
  field: string;
  header: string;
}

/** What to export, and how. */
export interface ExportRequest {
  criteria: Criteria;
  columns: ExportChoice[];
  format: (typeof formats)[number];
  zip: boolean;
  /** CSV only: puts an apostrophe before cells that a spreadsheet would run as a formula. */
  formulaGuard: boolean;
  /** How long the link works after the file is written. */
  hours: number;
}

/** The fixed options of exports that EMAIL_LEADS mails. */
export const mailedExport = {
  columns: fields.map((field) => ({ field, header: field })),
  format: "CSV",
  zip: true,
  formulaGuard: true,
  hours: 24,
} as const satisfies Omit<ExportRequest, "criteria">;

/** Refuses unknown columns, repeated headers, criteria that are not valid, and a password without a ZIP archive. */
export function checkRequest(
  { columns, criteria, zip }: ExportRequest,
  password: string | undefined,
  scope: Scope,
): void {
  for (const [i, { field }] of columns.entries()) {
    if (!findColumn(field))
      throw refuse("INVALID_FIELD", {
        field: `columns[${i}].field`,
        got: shown(field),
        takes: `a column; ${nearest(field, fields)} A field of the extended data is ${extendedPrefix}NAME`,
      });
  }
  const headers = columns.map(({ header }) => header);
  const twice = headers.findIndex((header, i) => headers.indexOf(header) !== i);
  if (twice !== -1)
    throw refuse("INVALID_FIELD", {
      field: `columns[${twice}].header`,
      got: `${shown(headers[twice])} for the second time`,
      takes: "a name that no other column has",
    });
  if (password !== undefined && !zip)
    throw refuse("INVALID_FIELD", { field: "password", got: "given", takes: "nothing if zip is false" });
  searchCondition(criteria, scope);
}
