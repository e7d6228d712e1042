import Type from "typebox";
import { createDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { dialGroupView, NewDialGroupBody, parseDialGroup } from "./dial-group-view.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dialGroups",
  summary: "Creates a dial group",
  description: "Settings this server does not know are stored and returned.",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewDialGroupBody,
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) =>
      createDialGroup(tx, caller, accountId, parseDialGroup(body, { accountId })),
    );
    return reply.status(201).send(dialGroupView(created, []));
  },
});
