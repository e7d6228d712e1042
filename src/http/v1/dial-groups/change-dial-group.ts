import Type from "typebox";
import { updateDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { ChangedDialGroup, DialGroupResource, parseDialGroup } from "./dial-group-resource.ts";

export default endpoint({
  method: "PATCH",
  path: "/accounts/:accountId/dial-groups/:dialGroupId",
  summary: "Updates a dial group; absent fields stay unchanged",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  body: ChangedDialGroup,
  response: { 200: DialGroupResource },
  handler: ({ params, body, caller, accountId, context }) =>
    context.db.transaction((tx) => updateDialGroup(tx, caller, accountId, params.dialGroupId, parseDialGroup(body))),
});
