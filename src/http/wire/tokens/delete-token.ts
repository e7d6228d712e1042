import Type from "typebox";
import { deleteApiToken } from "../../../accounts/sign-in/credentials/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "DELETE",
  path: "/token/:token",
  summary: "Deletes one of the caller's API tokens, given in full or masked as the list shows it",
  tag: "API tokens",
  role: "user",
  params: Type.Object({ token: Type.String() }),
  response: { 200: Type.Boolean() },
  async handler({ params, caller, context, reply }) {
    await deleteApiToken(context.db, caller, { userId: caller.userId }, { token: params.token });
    return reply.type("text/plain; charset=utf-8").send("true");
  },
});
