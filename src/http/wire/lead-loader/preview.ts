import Type from "typebox";
import { guessColumns, looksLikeHeaders } from "../../../leads/files/columns.ts";
import { storeLeadFile } from "../../../leads/files/keep-file.ts";
import { type FileSheet, fileTypes } from "../../../leads/files/lead-file.ts";
import { findCampaign, originOf } from "../../../leads/load/load-leads.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { uploadedFile } from "../../shared/uploaded-file.ts";
import { campaignPrefixes } from "../paths.ts";
import { mappingColumn, mappingColumns } from "./mapping-columns.ts";

const rowsShown = 10;

export default endpoint({
  method: "POST",
  path: "/campaigns/:campaignId/leadLoader/preview",
  prefixes: campaignPrefixes,
  summary: "Uploads a file of up to 1,000,000 leads and shows its first rows",
  description:
    "Send the file as the part `file` of a form. It is read through once and kept for 24 hours, in which `process` can load it.",
  tag: "Lead loader",
  role: "manager",
  heavy: "loads",
  rateLimitGroup: "load-preview",
  consumes: ["multipart/form-data"],
  params: Type.Object({
    accountId: AccountId,
    dialGroupId: Type.Optional(Type.Integer()),
    campaignId: Type.Integer(),
  }),
  query: Type.Object({
    fileType: Type.Enum([...fileTypes], { description: "SEMICOLON is Leadyard's addition" }),
    quoteCharacter: Type.Optional(Type.String({ maxLength: 1, description: 'Default: "; empty: none' })),
  }),
  response: {
    201: Type.Object({
      transactionId: Type.String(),
      mappingColumns: Type.Array(Type.String(), { description: "Names to map columns to" }),
      pagePreviews: Type.Array(
        Type.Object({
          pageNumber: Type.Integer({ description: "From 1" }),
          pageName: Type.String(),
          rowData: Type.Array(Type.Array(Type.String()), { description: "The first ten rows" }),
          rowCount: Type.Integer({ description: "Rows that are not blank, including headers (Leadyard's addition)" }),
          fileContainsHeaders: Type.Boolean({
            description: "Whether the first row looks like headers (Leadyard's addition)",
          }),
          columns: Type.Array(
            Type.Object({
              columnIndex: Type.Integer({ description: "Column number for pageColumnMappings, from 0" }),
              header: Type.Union([Type.String(), Type.Null()]),
              samples: Type.Array(Type.String(), { description: "The first three values" }),
              mappingColumn: Type.Union([Type.String(), Type.Null()], {
                description: "The name to map it to most likely",
              }),
            }),
            { description: "Suggested mapping (Leadyard's addition)" },
          ),
        }),
      ),
      personaPhoneConfig: Type.Array(Type.Unknown(), { description: "Always empty" }),
    }),
  },
  async handler({ context, accountId, caller, params, query, request, reply }) {
    const { country } = originOf({}, await findCampaign(context.db, { ...params, accountId }));
    const upload = await uploadedFile(request);
    await using _ = upload.spooled;
    const file = await storeLeadFile(context, accountId, caller, { ...upload, ...query });
    return reply.status(201).send({
      transactionId: String(file.leadFileId),
      mappingColumns,
      pagePreviews: file.sheets.map((sheet) => pagePreview(sheet, country)),
      personaPhoneConfig: [],
    });
  },
});

function pagePreview({ number, name, rowCount, width, first }: FileSheet, country: string) {
  const fileContainsHeaders = looksLikeHeaders(first, country);
  return {
    pageNumber: number,
    pageName: name,
    rowData: first.slice(0, rowsShown).map(([, ...cells]) => cells),
    rowCount,
    fileContainsHeaders,
    columns: guessColumns(first, width, fileContainsHeaders, country).map(({ index, header, samples, field }) => ({
      columnIndex: index,
      header,
      samples,
      mappingColumn: field === null ? null : mappingColumn(field),
    })),
  };
}
