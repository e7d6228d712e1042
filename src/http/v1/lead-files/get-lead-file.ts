import { readLeadFile } from "../../../leads/lead-files/lead-file.ts";
import { scopeOf } from "../../../leads/scope.ts";
import { endpoint } from "../../endpoint.ts";
import { LeadFilePath, LeadFileResource, leadFileResource } from "../../lead-file-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-files/:leadFileId",
  summary: "Shows an uploaded file with what its columns look like.",
  tag: "Lead files",
  role: "manager",
  params: LeadFilePath,
  response: { 200: LeadFileResource },
  async handler({ house, accountId, params }) {
    const { country } = await scopeOf(house.db, accountId);
    return leadFileResource(await readLeadFile(house.db, accountId, params.leadFileId, house.clock()), country);
  },
});
