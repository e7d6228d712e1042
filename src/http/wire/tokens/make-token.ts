import Type from "typebox";
import { createApiToken } from "../../../accounts/sign-in/credentials/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "POST",
  path: "/token",
  summary: "Creates an API token for the caller that does not expire",
  description: "Returns the token as text. No other response contains it in full.",
  tag: "API tokens",
  role: "user",
  response: { 200: Type.String() },
  async handler({ caller, context, reply }) {
    const { token } = await createApiToken(context.db, caller, { label: "" }, context.clock());
    return reply.type("text/plain; charset=utf-8").send(token);
  },
});
