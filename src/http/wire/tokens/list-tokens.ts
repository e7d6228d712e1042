import Type from "typebox";
import { apiTokensOf } from "../../../accounts/sign-in/credentials/api-token.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/token",
  summary: "Lists the caller's API tokens with their secret parts masked",
  tag: "API tokens",
  role: "user",
  response: { 200: Type.Array(Type.String(), { description: "`ly_0123456789_********`, which DELETE accepts" }) },
  async handler({ caller, context }) {
    const tokens = await apiTokensOf(context.db, { userId: caller.userId });
    return tokens.map(({ token }) => token);
  },
});
