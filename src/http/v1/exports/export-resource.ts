import Type from "typebox";
import { type ExportRequest, formats, mailedExport } from "../../../leads/export/export-request.ts";
import { type Export, exportStatuses } from "../../../leads/export/exports.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { Instant } from "../../core/ids.ts";

const ExportColumn = Type.Object(
  {
    field: Type.String({
      description: `One of ${mailedExport.columns.map(({ field }) => field).join(", ")}, or extendedLeadData.NAME`,
    }),
    header: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: "Column name in the file; absent: the field's name" }),
    ),
  },
  { additionalProperties: false },
);

/** Body of a request for an export. */
export const NewExport = Type.Object(
  {
    criteria: Type.Optional(
      Type.Object(Criteria.properties, {
        additionalProperties: false,
        description: "Absent: every lead in the account",
      }),
    ),
    columns: Type.Optional(
      Type.Array(Type.Union([ExportColumn, Type.String({ description: "A field" })]), {
        minItems: 1,
        maxItems: 200,
        description: "Columns of the file, in this order; absent: all fields",
      }),
    ),
    format: Type.Optional(Type.Enum([...formats], { description: "Default: CSV" })),
    zip: Type.Optional(Type.Boolean({ description: "Default: true with a password, else false" })),
    password: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 128,
        writeOnly: true,
        description: "Encrypts the ZIP archive (AES-256)",
      }),
    ),
    formulaGuard: Type.Optional(
      Type.Boolean({
        description:
          "CSV only. true, the default: cells that a spreadsheet would run as a formula get a leading apostrophe. false: cells are written unchanged, for files that will be loaded again",
      }),
    ),
    hours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 168,
        description: "How many hours the link works after the file is written; default: 24",
      }),
    ),
  },
  { additionalProperties: false },
);

type ExportBody = Type.Static<typeof NewExport>;

/** Fills in the defaults of a request for an export. */
export function parseExport({
  criteria = {},
  columns,
  format = "CSV",
  zip,
  password,
  formulaGuard = true,
  hours = mailedExport.hours,
}: ExportBody): ExportRequest {
  const chosen =
    columns?.map((column) => (typeof column === "string" ? { field: column } : column)) ?? mailedExport.columns;
  return {
    criteria,
    columns: chosen.map(({ field, ...more }) => ({
      field,
      header: "header" in more && more.header ? more.header : field,
    })),
    format,
    zip: zip ?? password !== undefined,
    formulaGuard: format === "CSV" && formulaGuard,
    hours,
  };
}

const Nullable = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const ExportResource = Type.Object(
  {
    id: Type.Integer(),
    status: Type.Enum([...exportStatuses]),
    selected: Nullable(Type.Integer({ description: "Leads to be written; null while they are being selected" })),
    processed: Type.Integer({ description: "Leads written so far" }),
    withdrawn: Type.Integer({
      description: "Selected leads that were deleted before they were written, and are not in the file",
    }),
    downloadUrl: Nullable(
      Type.String({ description: "Download link, which needs no sign-in; null until the file is written" }),
    ),
    fileName: Nullable(Type.String()),
    bytes: Nullable(Type.Integer()),
    criteria: Type.Object({}, { additionalProperties: true }),
    columns: Type.Array(ExportColumn),
    format: Type.Enum([...formats]),
    zip: Type.Boolean(),
    encrypted: Type.Boolean(),
    formulaGuard: Type.Boolean(),
    hours: Type.Integer(),
    requestedBy: Type.String(),
    createdAt: Instant,
    finishedAt: Nullable(Instant),
    expiresAt: { ...Instant, description: "When the link stops working and the file is deleted" },
    downloadedAt: Nullable(Instant),
    failure: Nullable(Type.String()),
  },
  { title: "Export" },
);

/** Formats an export with its download link. */
export function exportResource({ path, ...record }: Export, publicUrl: string) {
  return { ...record, downloadUrl: path === null ? null : publicUrl + path };
}
