import Type from "typebox";
import { addDncEntries } from "../../../dnc/add-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { dncUpload } from "../../shared/dnc-upload.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dnc-entries/file",
  summary:
    "Adds the numbers of a file; dncTagId, countryId, reason and expiresAt of the form hold for all. Says what was no number",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  consumes: ["multipart/form-data"],
  response: {
    201: Type.Object({
      supplied: Type.Integer(),
      added: Type.Integer({
        description: "Entries there are of them now; one that was there already takes what is new",
      }),
      rejected: Type.Array(Type.String({ description: "What was no number, as it was written" })),
    }),
  },
  async handler({ request, caller, accountId, context, reply }) {
    const { entries, rejected } = await dncUpload(request);
    const added = await context.db.transaction((tx) => addDncEntries(tx, caller, accountId, entries, context.clock()));
    return reply.status(201).send({ supplied: entries.length + rejected.length, added: added.length, rejected });
  },
});
