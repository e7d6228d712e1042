import Type from "typebox";
import { addDncEntries } from "../../../dnc/add-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncEntryResource, NewDncEntry, parseDncEntry } from "./dnc-entry-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dnc-entries",
  summary: "Adds a do-not-call entry; an existing one takes the new reason and expiry",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewDncEntry,
  response: { 201: DncEntryResource },
  async handler({ body, caller, accountId, context, reply }) {
    const [created] = await context.db.transaction((tx) =>
      addDncEntries(tx, caller, accountId, [parseDncEntry(body)], context.clock()),
    );
    return reply.status(201).send(created);
  },
});
