import Type from "typebox";
import { addDncEntries } from "../../../dnc/add-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { dncUpload } from "../../shared/dnc-upload.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dncLists/uploadDncFile",
  summary:
    "Adds the numbers of a file; dncTagId, countryId and reason of the form hold for all. Says what was no number",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  consumes: ["multipart/form-data"],
  async handler({ request, caller, accountId, context, reply }) {
    const { entries, rejected } = await dncUpload(request);
    const added = await context.db.transaction((tx) => addDncEntries(tx, caller, accountId, entries, context.clock()));
    return reply.status(201).send({ supplied: entries.length + rejected.length, added: added.length, rejected });
  },
});
