import Type from "typebox";
import { updateDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";
import { DialGroupBody, dialGroupView, givenDialGroup } from "./dial-group-view.ts";

export default endpoint({
  method: "PUT",
  path: "/accounts/:accountId/dialGroups/:dialGroupId",
  summary: "Changes the settings that are given; the others stay",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  body: DialGroupBody,
  async handler({ params, body, caller, accountId, context }) {
    const changed = await context.db.transaction((tx) =>
      updateDialGroup(tx, caller, accountId, params.dialGroupId, givenDialGroup(body, { ...params, accountId })),
    );
    return dialGroupView(changed, []);
  },
});
