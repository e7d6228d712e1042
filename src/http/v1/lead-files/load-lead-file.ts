import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { acceptLoad } from "../../../leads/files/accept-load.ts";
import { readLeadFile } from "../../../leads/files/lead-file.ts";
import { requireSmallJson } from "../../../validation/json-size.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { Id } from "../../core/ids.ts";
import { awaitedAction } from "../../core/waiting/await-action.ts";
import { firstAnswer, LeadActionResource } from "../lead-actions/lead-action-resource.ts";
import { loadOptions } from "../leads/load-options.ts";
import { Column, ColumnMap, columnsOf } from "./column-map.ts";
import { LeadFilePath } from "./lead-file-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/lead-files/:leadFileId/load",
  summary: "Loads an uploaded file into a campaign",
  description:
    "A load is a lead action, LOAD_LEADS, with progress, events, cancel, and undo. Responds when it is done. With Prefer: respond-async it responds at once with 202 and the address of the action.",
  tag: "Lead files",
  role: "manager",
  bodySize: "several",
  rateLimitGroup: "load-process",
  params: LeadFilePath,
  body: Type.Object(
    {
      campaignId: Id,
      sheet: Type.Optional(
        Type.Integer({ minimum: 1, description: "Number of the sheet; absent: the first that has rows" }),
      ),
      headers: Type.Optional(Type.Boolean({ description: "Whether the first row is headers; absent: detected" })),
      columns: Type.Optional(ColumnMap),
      otherPhones: Type.Optional(
        Type.Array(Column, { description: "Columns with more phone numbers, in dialing order" }),
      ),
      extended: Type.Optional(
        Type.Record(Type.String(), Column, {
          description: "Columns with extended data, keyed by the names to store them under",
        }),
      ),
      ...loadOptions,
    },
    { additionalProperties: false },
  ),
  response: { 200: LeadActionResource, 202: LeadActionResource },
  async handler(endpointRequest) {
    const { context, accountId, caller, params, body, request } = endpointRequest;
    const { sheet: sheetNumber, headers, columns, otherPhones, extended, listId, ...options } = body;
    requireSmallJson(otherPhones, "otherPhones");
    requireSmallJson(extended, "extended");
    const { leadFileId } = params;
    const once = onceOf(request.headers, { leadFileId, ...body });
    const file = await readLeadFile(context.db, accountId, leadFileId, context.clock());
    const { country } = scopeFor(caller, accountId);
    const map = columnsOf(file, { sheetNumber, headers, columns, otherPhones, extended }, country);
    const load = {
      timeZoneOption: "EXPLICIT" as const,
      ...options,
      ...map,
      leadFileId,
      sheetNumber,
      listId: listId ?? undefined,
    };
    const nameOf = (field: string) => `columns.${field}`;
    const accepted = await acceptLoad(context.db, accountId, caller, { load, once, nameOf }, context.clock());
    return firstAnswer(await awaitedAction(endpointRequest, accepted));
  },
});
