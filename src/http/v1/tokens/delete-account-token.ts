import Type from "typebox";
import { deleteApiToken } from "../../../accounts/api-token.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";
import { Id } from "../../ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/tokens/:tokenId",
  summary: "Deletes an API token of a user at home in the account; it stops working at once",
  tag: "API tokens",
  role: "admin",
  params: Type.Object({ accountId: AccountId, tokenId: Id }),
  async handler({ params, caller, accountId, house, reply }) {
    await deleteApiToken(house.db, caller, { homeAccountId: accountId }, { tokenId: params.tokenId });
    return reply.status(204).send();
  },
});
