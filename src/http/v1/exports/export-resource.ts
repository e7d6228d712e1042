import Type from "typebox";
import { type ExportRequest, formats, mailedExport } from "../../../leads/export/export-request.ts";
import { type Export, exportStatuses } from "../../../leads/export/exports.ts";
import { Criteria } from "../../../leads/search/criteria.ts";
import { Instant } from "../../core/ids.ts";

const Headed = Type.Object(
  {
    field: Type.String({
      description: `one of ${mailedExport.columns.map(({ field }) => field).join(", ")}, or extendedLeadData.NAME`,
    }),
    header: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: "name in the file; absent: the field's" }),
    ),
  },
  { additionalProperties: false },
);

/** What is asked for. Fields that are absent have the value named first. */
export const NewExport = Type.Object(
  {
    criteria: Type.Optional(
      Type.Object(Criteria.properties, {
        additionalProperties: false,
        description: "absent: every lead of the account",
      }),
    ),
    columns: Type.Optional(
      Type.Array(Type.Union([Headed, Type.String({ description: "a field" })]), {
        minItems: 1,
        maxItems: 200,
        description: "columns of the file in their order; absent: all fields",
      }),
    ),
    format: Type.Optional(Type.Enum([...formats], { description: "CSV where absent" })),
    zip: Type.Optional(Type.Boolean({ description: "absent: true where there is a password, else false" })),
    password: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 128,
        writeOnly: true,
        description: "a password of 8 to 128 characters, with which the ZIP archive is encrypted (AES-256)",
      }),
    ),
    formulaGuard: Type.Optional(
      Type.Boolean({
        description:
          "CSV alone; absent: true: cells that a spreadsheet would take for a formula begin with an apostrophe. false: every cell is as it is, for a file that is to be loaded again",
      }),
    ),
    hours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 168,
        description: "how long the link works once the file is written; absent: 24",
      }),
    ),
  },
  { additionalProperties: false },
);

type ExportBody = Type.Static<typeof NewExport>;

/** A request with everything said that it leaves out. */
export function askedOf({
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
    selected: Nullable(Type.Integer({ description: "leads it is to hold; null while they are not selected yet" })),
    processed: Type.Integer({ description: "leads that are in the file so far" }),
    withdrawn: Type.Integer({
      description: "leads that were deleted after they had been selected, and are not in the file",
    }),
    downloadUrl: Nullable(
      Type.String({ description: "address of the file, which needs no sign-in; null while there is none" }),
    ),
    fileName: Nullable(Type.String()),
    bytes: Nullable(Type.Integer()),
    criteria: Type.Object({}, { additionalProperties: true }),
    columns: Type.Array(Headed),
    format: Type.Enum([...formats]),
    zip: Type.Boolean(),
    encrypted: Type.Boolean(),
    formulaGuard: Type.Boolean(),
    hours: Type.Integer(),
    requestedBy: Type.String(),
    createdAt: Instant,
    finishedAt: Nullable(Instant),
    expiresAt: { ...Instant, description: "when the link stops working and the file is removed" },
    downloadedAt: Nullable(Instant),
    failure: Nullable(Type.String()),
  },
  { title: "Export" },
);

/** An export as v1 shows it, with the address of its file. */
export function exportResource({ path, ...made }: Export, publicUrl: string) {
  return { ...made, downloadUrl: path === null ? null : publicUrl + path };
}
