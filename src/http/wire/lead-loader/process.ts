import Type from "typebox";
import { refuse } from "../../../errors.ts";
import { acceptLoad } from "../../../leads/files/accept-load.ts";
import { fileTypes, type LeadFile, readLeadFile } from "../../../leads/files/lead-file.ts";
import { loadResult } from "../../../leads/files/load-result.ts";
import { readRejections } from "../../../leads/files/rejected-rows.ts";
import { shown } from "../../../validation/check.ts";
import { requireSmallJson } from "../../../validation/json-size.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { AccountId } from "../../core/ids.ts";
import { awaitedAction } from "../../core/waiting/await-action.ts";
import { LeadListProcessingResult, processedFile } from "../../shared/load-leads.ts";
import { campaignPrefixes } from "../paths.ts";
import { loaderOptions } from "./loader-options.ts";
import { mappingOf } from "./mapping-columns.ts";

const Columns = (description: string) =>
  Type.Optional(Type.Record(Type.String(), Type.Union([Type.Integer(), Type.Null()]), { description }));
// The response lists only the first of the rejected rows; rejectedRowsUrl has them all.
const rejectedRowsShown = 1000;

export default endpoint({
  method: "POST",
  path: "/campaigns/:campaignId/leadLoader/process",
  prefixes: campaignPrefixes,
  summary: "Loads a file uploaded with preview",
  description:
    "A load is a lead action and can be undone. Responds when it is done. With Prefer: respond-async it responds at once with 202 and the address of the action.",
  tag: "Lead loader",
  role: "manager",
  bodySize: "several",
  rateLimitGroup: "load-process",
  params: Type.Object({
    accountId: AccountId,
    dialGroupId: Type.Optional(Type.Integer()),
    campaignId: Type.Integer(),
  }),
  body: Type.Object({
    transactionId: Type.String({ pattern: "^\\d{1,15}$", description: "transactionId of the preview" }),
    pageNumber: Type.Optional(
      Type.Integer({ description: "Number of the page; absent: the first page that has rows" }),
    ),
    fileContainsHeaders: Type.Optional(Type.Boolean()),
    fileType: Type.Optional(Type.Enum([...fileTypes])),
    quoteChar: Type.Optional(Type.String()),
    pageColumnMappings: Columns("Column numbers, from 0, keyed by names from mappingColumns"),
    extendedLeadDataMappings: Columns("Column numbers, from 0, keyed by the names to store extended data under"),
    additionalPhoneMappings: Columns("Column numbers, from 0, of more phone numbers"),
    ...loaderOptions,
  }),
  response: { 201: LeadListProcessingResult, 202: LeadListProcessingResult },
  async handler(endpointRequest) {
    const { context, accountId, caller, params, body, request, reply } = endpointRequest;
    const {
      transactionId,
      pageNumber: sheetNumber,
      fileContainsHeaders: headers = false,
      listId,
      fileType,
      quoteChar,
    } = body;
    for (const field of ["pageColumnMappings", "extendedLeadDataMappings", "additionalPhoneMappings"] as const)
      requireSmallJson(body[field], field);
    const leadFileId = Number(transactionId);
    const file = await readLeadFile(context.db, accountId, leadFileId, context.clock());
    requireSame(file, fileType, quoteChar);
    const load = {
      leadFileId,
      sheetNumber,
      headers,
      mapping: mappingOf(body),
      campaignId: params.campaignId,
      dialGroupId: params.dialGroupId,
      listId: listId || undefined,
      description: body.description,
      listState: body.listState,
      dialPriority: body.dialPriority,
      duplicateHandling: body.duplicateHandling,
      timeZoneOption: body.timeZoneOption,
      dncTags: body.dncTags,
      numberOriginCountry: body.numberOriginCountry,
      internationalNumberFormat: body.internationalNumberFormat,
      archiveAt: body.scheduleArchiveDts,
    };
    const once = onceOf(request.headers, { load });
    const nameOf = (field: string) => `pageColumnMappings.${field}`;
    const accepted = await acceptLoad(context.db, accountId, caller, { load, once, nameOf }, context.clock());
    void reply.status(201);
    const record = await awaitedAction(endpointRequest, accepted);
    const rejected = await readRejections(context.db, accountId, record.actionId, {
      limit: rejectedRowsShown,
      reason: "INVALID",
    });
    return processedFile(record, await loadResult(context.db, record), rejected, file.fileName);
  },
});

/** Refuses a file type or quote character that differs from the preview's: the rows are already read and stored. */
function requireSame(file: LeadFile, fileType: string | undefined, quoteChar: string | undefined): void {
  if (fileType !== undefined && fileType !== file.fileType)
    throw refuse("INVALID_FIELD", { field: "fileType", got: fileType, takes: `${file.fileType}, as in the preview` });
  if (quoteChar && file.fileType !== "EXCEL" && quoteChar !== file.quoteCharacter)
    throw refuse("INVALID_FIELD", {
      field: "quoteChar",
      got: shown(quoteChar),
      takes: `${shown(file.quoteCharacter ?? "")}, the quoteCharacter of the preview`,
    });
}
