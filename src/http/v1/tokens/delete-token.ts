import Type from "typebox";
import { deleteApiToken } from "../../../accounts/sign-in/credentials/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";
import { Id } from "../../core/ids.ts";

export default endpoint({
  method: "DELETE",
  path: "/tokens/:tokenId",
  summary: "Deletes one of the caller's API tokens; it stops working at once",
  tag: "API tokens",
  role: "user",
  params: Type.Object({ tokenId: Id }),
  async handler({ params, caller, context, reply }) {
    await deleteApiToken(context.db, caller, { userId: caller.userId }, params);
    return reply.status(204).send();
  },
});
