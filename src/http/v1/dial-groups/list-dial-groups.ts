import Type from "typebox";
import { listDialGroups } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DialGroupResource } from "./dial-group-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dial-groups",
  summary: "Lists dial groups",
  tag: "Dial groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: { 200: Type.Object({ items: Type.Array(DialGroupResource) }) },
  handler: async ({ accountId, context }) => ({ items: await listDialGroups(context.db, accountId) }),
});
