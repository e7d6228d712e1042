import Type from "typebox";
import { updateDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { DialGroupBody, dialGroupView, parseDialGroup } from "./dial-group-view.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/dialGroups/:dialGroupId",
  summary: "Updates a dial group; absent settings stay unchanged",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  body: DialGroupBody,
  async handler({ params, body, caller, accountId, context }) {
    const changed = await context.db.transaction((tx) =>
      updateDialGroup(tx, caller, accountId, params.dialGroupId, parseDialGroup(body, { ...params, accountId })),
    );
    return dialGroupView(changed, []);
  },
});
