import Type from "typebox";
import { createDncTag } from "../../../dnc/dnc-tags.ts";
import { Name } from "../../../validation/field-schemas.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dncTags",
  summary: "Creates a do-not-call tag",
  tag: "Do-not-call tags",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: Type.Object({ dncTagLabel: Name }),
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) => createDncTag(tx, caller, accountId, body.dncTagLabel));
    return reply.status(201).send(created);
  },
});
