import Type from "typebox";
import { addDncEntries } from "../../../dnc/add-dnc-entries.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncEntryResource, NewDncEntry, parseDncEntry } from "./dnc-entry-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dnc-entries/batch",
  summary: "Adds up to 10,000 do-not-call entries, all or none",
  tag: "Do-not-call",
  role: "manager",
  bodySize: "list",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object(
    { entries: Type.Array(NewDncEntry, { minItems: 1, maxItems: 10_000 }) },
    { additionalProperties: false },
  ),
  response: { 201: Type.Object({ items: Type.Array(DncEntryResource) }) },
  async handler({ body, caller, accountId, context, reply }) {
    const items = await context.db.transaction((tx) =>
      addDncEntries(tx, caller, accountId, body.entries.map(parseDncEntry), context.clock()),
    );
    return reply.status(201).send({ items });
  },
});
