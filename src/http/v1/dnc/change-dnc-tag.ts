import Type from "typebox";
import { renameDncTag } from "../../../dnc/dnc-tags.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncTagResource, NewDncTag, TagId } from "./dnc-tag-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/dnc-tags/:dncTagId",
  summary: "Renames a do-not-call tag",
  tag: "Do-not-call",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dncTagId: TagId }),
  body: NewDncTag,
  response: { 200: DncTagResource },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction((tx) => renameDncTag(tx, caller, accountId, params.dncTagId, body.dncTagLabel)),
});
