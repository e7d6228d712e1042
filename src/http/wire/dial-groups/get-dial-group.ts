import Type from "typebox";
import { getDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { permissionsOf, permissionsQuery } from "../list-query.ts";
import { dialGroupView } from "./dial-group-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialGroups/:dialGroupId",
  summary: "Returns a dial group",
  tag: "Dial groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  query: Type.Object(permissionsQuery),
  async handler({ params, query, caller, accountId, context }) {
    const dialGroup = await getDialGroup(context.db, accountId, params.dialGroupId);
    return dialGroupView(dialGroup, permissionsOf(caller, accountId, query.includePermissions));
  },
});
