import Type from "typebox";
import { deleteApiToken } from "../../../accounts/sign-in/credentials/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId, Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/accounts/:accountId/tokens/:tokenId",
  summary: "Deletes an API token of a user of the account; it stops working at once",
  tag: "API tokens",
  role: "admin",
  params: Type.Object({ accountId: AccountId, tokenId: Id }),
  async handler({ params, caller, accountId, context, reply }) {
    await deleteApiToken(context.db, caller, { homeAccountId: accountId }, { tokenId: params.tokenId });
    return reply.status(204).send();
  },
});
