import Type from "typebox";
import { listDialGroups } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { pageQuery, permissionsOf, permissionsQuery } from "../list-query.ts";
import { dialGroupView } from "./dial-group-view.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialGroups",
  summary: "Lists dial groups",
  tag: "Dial groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ ...pageQuery, ...permissionsQuery }),
  async handler({ query, caller, accountId, context }) {
    const permissions = permissionsOf(caller, accountId, query.includePermissions);
    const dialGroups = await listDialGroups(context.db, accountId, query);
    return dialGroups.map((dialGroup) => dialGroupView(dialGroup, permissions));
  },
});
