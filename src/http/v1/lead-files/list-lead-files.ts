import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { listLeadFiles } from "../../../leads/files/lead-file.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { LeadFileResource, leadFileResource } from "./lead-file-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/lead-files",
  summary: "Lists the uploaded files that are still kept, newest first",
  description:
    "If the previews of the newest files take more than 16 MB, the older ones are listed without sheets; get those files one by one.",
  tag: "Lead files",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(LeadFileResource) }) },
  async handler({ context, caller, accountId }) {
    const { country } = scopeFor(caller, accountId);
    const files = await listLeadFiles(context.db, accountId, context.clock());
    return { items: files.map((file) => leadFileResource(file, country)) };
  },
});
