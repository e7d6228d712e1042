import Type from "typebox";
import { createApiToken } from "../../../accounts/sign-in/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "POST",
  path: "/token",
  summary: "Makes a permanent API token for the caller and answers it as text, this once",
  tag: "API tokens",
  role: "user",
  response: { 200: Type.String() },
  async handler({ caller, context, reply }) {
    const { token } = await createApiToken(context.db, caller, { label: "" }, context.clock());
    return reply.type("text/plain; charset=utf-8").send(token);
  },
});
