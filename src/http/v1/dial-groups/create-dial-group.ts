import Type from "typebox";
import { createDialGroup } from "../../../campaigns/dial-groups.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { DialGroupResource, givenDialGroup, NewDialGroup } from "./dial-group-resource.ts";

export default endpoint({
  method: "POST",
  path: "/accounts/:accountId/dial-groups",
  summary: "Makes a dial group",
  tag: "Dial groups",
  role: "manager",
  params: Type.Object({ accountId: AccountId }),
  body: NewDialGroup,
  response: { 201: DialGroupResource },
  async handler({ body, caller, accountId, context, reply }) {
    const made = await context.db.transaction((tx) => createDialGroup(tx, caller, accountId, givenDialGroup(body)));
    return reply.status(201).send(made);
  },
});
