import Type from "typebox";
import { readExport } from "../../../leads/export/exports.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ExportResource, exportResource } from "./export-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/exports/:exportId",
  summary: "Returns an export",
  description: "Shows its progress, and the download link once the file is written.",
  tag: "Exports",
  role: "manager",
  params: Type.Object({ accountId: AccountId, exportId: Id }),
  response: { 200: ExportResource },
  handler: async ({ params, accountId, context }) =>
    exportResource(await readExport(context.db, accountId, params.exportId), context.publicUrl()),
});
