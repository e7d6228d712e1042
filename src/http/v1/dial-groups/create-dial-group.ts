import Type from "typebox";
import { createDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DialGroupResource, NewDialGroup, parseDialGroup } from "./dial-group-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dial-groups",
  summary: "Creates a dial group",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewDialGroup,
  response: { 201: DialGroupResource },
  async handler({ body, caller, accountId, context, reply }) {
    const created = await context.db.transaction((tx) => createDialGroup(tx, caller, accountId, parseDialGroup(body)));
    return reply.status(201).send(created);
  },
});
