import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { readLeadFile } from "../../../leads/files/lead-file.ts";
import { endpoint } from "../../core/endpoint.ts";
import { LeadFilePath, LeadFileResource, leadFileResource } from "./lead-file-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-files/:leadFileId",
  summary: "Returns an uploaded file with a suggested mapping of its columns",
  tag: "Lead files",
  role: "manager",
  params: LeadFilePath,
  query: Type.Object({
    headers: Type.Optional(Type.Boolean({ description: "Whether first rows are headers; absent: detected" })),
  }),
  response: { 200: LeadFileResource },
  async handler({ context, caller, accountId, params, query }) {
    const { country } = scopeFor(caller, accountId);
    const file = await readLeadFile(context.db, accountId, params.leadFileId, context.clock());
    return leadFileResource(file, country, query.headers);
  },
});
