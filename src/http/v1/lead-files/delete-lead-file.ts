import { dropLeadFile } from "../../../leads/files/lead-file.ts";
import { endpoint } from "../../core/endpoint.ts";
import { LeadFilePath } from "./lead-file-resource.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/lead-files/:leadFileId",
  summary: "Deletes an uploaded file; leads loaded from it stay",
  tag: "Lead files",
  role: "manager",
  params: LeadFilePath,
  async handler({ context, accountId, caller, params, reply }) {
    await context.db.transaction((tx) => dropLeadFile(tx, caller, accountId, params.leadFileId));
    return reply.status(204).send();
  },
});
