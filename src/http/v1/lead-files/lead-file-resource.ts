import Type from "typebox";
import { columnFields, guessColumns, looksLikeHeaders } from "../../../leads/files/columns.ts";
import { type FileSheet, fileTypes, type LeadFile } from "../../../leads/files/lead-file.ts";
import { encodings } from "../../../tables/encoding.ts";
import { AccountId, Id, Instant } from "../../core/ids.ts";

const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const LeadFilePath = Type.Object({ accountId: AccountId, leadFileId: Id });

const Sheet = Type.Object({
  number: Type.Integer({ description: "From 1" }),
  name: Type.String(),
  rowCount: Type.Integer({ description: "Rows that are not blank, including headers" }),
  headers: Type.Boolean({ description: "Whether the first row is taken for headers, as requested or detected" }),
  columns: Type.Array(
    Type.Object({
      index: Type.Integer({ description: "From 0" }),
      header: orNull(Type.String()),
      samples: Type.Array(Type.String(), { description: "The first three values" }),
      field: orNull(Type.Enum([...columnFields], { description: "The lead field it most likely holds" })),
    }),
  ),
  rows: Type.Array(Type.Array(Type.String()), { description: "The first ten rows" }),
});

/** An uploaded file as v1 shows it, with a suggested mapping of its columns. */
export const LeadFileResource = Type.Object(
  {
    id: Type.Integer(),
    fileName: Type.String(),
    fileType: Type.Enum([...fileTypes]),
    quoteCharacter: orNull(Type.String()),
    encoding: orNull(Type.Enum([...encodings])),
    byteCount: Type.Integer(),
    rowCount: Type.Integer(),
    uploadedBy: Type.String(),
    createdAt: Instant,
    expiresAt: Instant,
    sheets: Type.Array(Sheet),
  },
  { title: "LeadFile" },
);

/** Formats an uploaded file. `headers`: whether first rows are headers; absent: detected. */
export function leadFileResource(file: LeadFile, country: string, headers?: boolean) {
  return {
    id: file.leadFileId,
    fileName: file.fileName,
    fileType: file.fileType,
    quoteCharacter: file.quoteCharacter,
    encoding: file.encoding,
    byteCount: file.byteCount,
    rowCount: file.rowCount,
    uploadedBy: file.uploadedBy,
    createdAt: file.createdAt,
    expiresAt: file.expiresAt,
    sheets: file.sheets.map((sheet) => sheetResource(sheet, country, headers)),
  };
}

function sheetResource({ number, name, rowCount, width, first }: FileSheet, country: string, wanted?: boolean) {
  const headers = wanted ?? looksLikeHeaders(first, country);
  const columns = guessColumns(first, width, headers, country);
  return { number, name, rowCount, headers, columns, rows: first.slice(0, 10).map(([, ...cells]) => cells) };
}
