import Type from "typebox";
import { scopeFor } from "../../../accounts/caller.ts";
import { createList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { campaignPrefixes } from "../paths.ts";
import { listView, NewListBody, parseList } from "./list-view.ts";

export default endpoint({
  method: "POST",
  prefixes: campaignPrefixes,
  path: "/campaigns/:campaignId/lists",
  summary: "Creates an empty lead list",
  tag: "Lists",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Type.Optional(Id), campaignId: Id }),
  body: NewListBody,
  async handler({ params, body, caller, accountId, context, reply }) {
    const scope = scopeFor(caller, accountId);
    const created = await context.db.transaction((tx) =>
      createList(tx, caller, accountId, params, parseList(body, { ...params, accountId }, scope), context.clock()),
    );
    return reply.status(201).send(listView(created));
  },
});
