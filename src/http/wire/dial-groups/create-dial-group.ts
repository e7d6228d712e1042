import Type from "typebox";
import { createDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { dialGroupView, givenDialGroup, NewDialGroupBody } from "./dial-group-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialGroups",
  summary: "Makes a dial group. Settings this server does not know are kept and returned",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewDialGroupBody,
  async handler({ body, caller, accountId, context, reply }) {
    const made = await context.db.transaction((tx) =>
      createDialGroup(tx, caller, accountId, givenDialGroup(body, { accountId })),
    );
    return reply.status(201).send(dialGroupView(made, []));
  },
});
