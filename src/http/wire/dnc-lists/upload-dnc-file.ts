import Type from "typebox";
import { addDncEntries } from "../../../dnc/add-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { dncUpload } from "../../shared/dnc-upload.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dncLists/uploadDncFile",
  summary: "Adds the phone numbers in a file to the do-not-call list",
  description:
    "Send the file as a part of a form. The form fields dncTagId, countryId, reason, and expiresAt apply to every number. The response lists what was not a number.",
  tag: "Do-not-call",
  role: "manager",
  heavy: "loads",
  params: Type.Object({ accountId: AccountId }),
  consumes: ["multipart/form-data"],
  async handler({ request, caller, accountId, context, reply }) {
    const { entries, rejected } = await dncUpload(request);
    const added = await context.db.transaction((tx) => addDncEntries(tx, caller, accountId, entries, context.clock()));
    return reply.status(201).send({ supplied: entries.length + rejected.length, added: added.length, rejected });
  },
});
