import Type from "typebox";
import { addDncEntries } from "../../../dnc/add-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncEntriesBody, dncEntryView, parseDncEntries } from "./dnc-entry-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dncLists",
  summary: "Adds one do-not-call entry or a list of them; existing ones take the new reason and expiry",
  tag: "Do-not-call",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId }),
  body: DncEntriesBody,
  async handler({ body, caller, accountId, context, reply }) {
    const added = await context.db.transaction(async (tx) =>
      addDncEntries(tx, caller, accountId, await parseDncEntries(tx, accountId, body), context.clock()),
    );
    const views = added.map(dncEntryView);
    return reply.status(201).send(Array.isArray(body) ? views : views[0]);
  },
});
