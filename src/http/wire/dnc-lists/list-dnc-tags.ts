import Type from "typebox";
import { listDncTags } from "../../../dnc/dnc-tags.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dncTags",
  summary: "Lists do-not-call tags, the global tag first",
  tag: "Do-not-call tags",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  handler: ({ accountId, context }) => listDncTags(context.db, accountId),
});
