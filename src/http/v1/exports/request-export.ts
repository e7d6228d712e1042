import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { requestExport } from "../../../leads/export/exports.ts";
import { prepareLongLists } from "../../../leads/search/long-lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { ExportResource, exportResource, NewExport, parseExport } from "./export-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/exports",
  summary: "Exports the leads that match the criteria to a file",
  description:
    "The export runs in the background. Its leads are selected when it starts; each is written as it is at the moment of writing, in the order of lead ids.",
  tag: "Exports",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId }),
  body: { ...NewExport, default: {} },
  response: { 202: ExportResource },
  async handler({ body, caller, accountId, context, reply }) {
    const scope = scopeFor(caller, accountId);
    const asked = parseExport(body);
    const criteria = await prepareLongLists(asked.criteria, scope.country);
    const requested = await context.db.transaction(async (tx) =>
      requestExport(tx, scope, caller, { ...asked, criteria }, body.password, context.clock()),
    );
    void reply.status(202).header("Location", `/v1/accounts/${accountId}/exports/${requested.id}`);
    return exportResource(requested, context.publicUrl());
  },
});
