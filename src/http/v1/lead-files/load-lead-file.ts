import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { acceptLoad } from "../../../leads/files/accept-load.ts";
import { readLeadFile } from "../../../leads/files/lead-file.ts";
import { awaitedAction } from "../../core/await-action.ts";
import { endpoint } from "../../core/endpoint.ts";
import { onceOf } from "../../core/idempotency-key.ts";
import { Id } from "../../core/ids.ts";
import { firstAnswer, LeadActionResource } from "../lead-actions/lead-action-resource.ts";
import { loadOptions } from "../leads/load-options.ts";
import { Column, ColumnMap, columnsOf } from "./column-map.ts";
import { LeadFilePath } from "./lead-file-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/lead-files/:leadFileId/load",
  summary:
    "Loads an uploaded file into a campaign. That is a lead action, LOAD_LEADS: it has progress, events, a cancel and an undo. Answers when it is done; with Prefer: respond-async at once, 202 and where to look.",
  tag: "Lead files",
  role: "manager",
  rateLimitGroup: "load-process",
  params: LeadFilePath,
  body: Type.Object(
    {
      campaignId: Id,
      sheet: Type.Optional(
        Type.Integer({ minimum: 1, description: "number of the sheet; absent: the first with rows" }),
      ),
      headers: Type.Optional(Type.Boolean({ description: "whether the first row names columns; absent: as it looks" })),
      columns: Type.Optional(ColumnMap),
      otherPhones: Type.Optional(
        Type.Array(Column, { description: "columns of further phones, in the order they are dialed" }),
      ),
      extended: Type.Optional(
        Type.Record(Type.String(), Column, { description: "columns of extended data by its names" }),
      ),
      ...loadOptions,
    },
    { additionalProperties: false },
  ),
  response: { 200: LeadActionResource, 202: LeadActionResource },
  async handler(asked) {
    const { context, accountId, caller, params, body, request } = asked;
    const { sheet: sheetNumber, headers, columns, otherPhones, extended, listId, ...options } = body;
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
    return firstAnswer(await awaitedAction(asked, accepted));
  },
});
