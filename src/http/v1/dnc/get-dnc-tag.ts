import Type from "typebox";
import { getDncTag } from "../../../dnc/dnc-tags.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DncTagResource, TagId } from "./dnc-tag-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dnc-tags/:dncTagId",
  summary: "Returns a do-not-call tag",
  tag: "Do-not-call",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dncTagId: TagId }),
  response: { 200: DncTagResource },
  handler: ({ params, accountId, context }) => getDncTag(context.db, accountId, params.dncTagId),
});
