import Type from "typebox";
import { getDialGroup } from "../../../campaigns/dial-groups.ts";
import { AccountId } from "../../app.ts";
import { DialGroupResource } from "../../dial-group-resource.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dial-groups/:dialGroupId",
  summary: "Returns a dial group",
  tag: "Dial groups",
  role: "viewer",
  params: Type.Object({ accountId: AccountId, dialGroupId: Id }),
  response: { 200: DialGroupResource },
  handler: ({ params, accountId, house }) => getDialGroup(house.db, accountId, params.dialGroupId),
});
