import Type from "typebox";
import { createList } from "../../../lists/lists.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { ListResource, NewList, parseList } from "./list-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/lists",
  summary: "Creates an empty lead list",
  tag: "Lists",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewList,
  response: { 201: ListResource },
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) =>
      createList(tx, caller, accountId, { campaignId: body.campaignId as number }, parseList(body), context.clock()),
    );
    return reply.status(201).send(created);
  },
});
