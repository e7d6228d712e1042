import Type from "typebox";
import { getDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { DialGroupResource } from "./dial-group-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dial-groups/:dialGroupId",
  summary: "Returns a dial group",
  tag: "Dial groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  response: { 200: DialGroupResource },
  handler: ({ params, accountId, context }) => getDialGroup(context.db, accountId, params.dialGroupId),
});
