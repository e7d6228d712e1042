import Type from "typebox";
import { createDncTag } from "../../../dnc/dnc-tags.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncTagResource, NewDncTag } from "./dnc-tag-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dnc-tags",
  summary: "Creates a do-not-call tag",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewDncTag,
  response: { 201: DncTagResource },
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) => createDncTag(tx, caller, accountId, body.dncTagLabel));
    return reply.status(201).send(created);
  },
});
