import Type from "typebox";
import { addDncNumbers } from "../../../dnc/add-dnc-numbers.ts";
import { refuse } from "../../../errors.ts";
import { AccountId } from "../../app.ts";
import { dncUpload, textsOf } from "../../dnc-upload.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dncLists/uploadDncFile",
  summary:
    "Adds the numbers of a file, a million or more, all or none; dncTagId, countryId, reason and expiryDate of the form hold for all. Says what was no number.",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  consumes: ["multipart/form-data"],
  response: {
    201: Type.Object({
      supplied: Type.Integer({ description: "Texts of the file" }),
      added: Type.Integer({ description: "Entries that are new, or took the new reason and expiry" }),
      rejectedCount: Type.Integer(),
      rejected: Type.Array(Type.String(), { description: "The first 1,000 texts that are no number" }),
    }),
  },
  async handler({ request, caller, accountId, house, reply }) {
    const { spooled, forAll } = await dncUpload(request);
    await using _ = spooled;
    const result = await house.db.transaction(async (tx) => {
      const added = await addDncNumbers(tx, caller, accountId, textsOf(spooled), forAll, house.clock());
      if (added.added > 0) return added;
      throw refuse("MISSING_FIELD", {
        field: "file",
        takes: "a file with at least one phone number such as 4155550100",
      });
    });
    return reply.status(201).send(result);
  },
});
