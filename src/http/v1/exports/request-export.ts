import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { requestExport } from "../../../leads/export/exports.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { askedOf, ExportResource, exportResource, NewExport } from "./export-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/exports",
  summary:
    "Has the leads that meet the criteria written to a file, in the background. Which ones is settled when it begins; each is in the file as it is when its turn comes, in the order of lead ids.",
  tag: "Exports",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: { ...NewExport, default: {} },
  response: { 202: ExportResource },
  async handler({ body, caller, accountId, context, reply }) {
    const made = await context.db.transaction(async (tx) =>
      requestExport(tx, scopeFor(caller, accountId), caller, askedOf(body), body.password, context.clock()),
    );
    void reply.status(202).header("Location", `/v1/accounts/${accountId}/exports/${made.id}`);
    return exportResource(made, context.publicUrl());
  },
});
