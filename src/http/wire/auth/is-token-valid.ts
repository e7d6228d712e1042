import Type from "typebox";
import { identifyCaller } from "../../../accounts/sign-in/identify-caller.ts";
import { Refusal } from "../../../errors.ts";
import { endpoint } from "../../core/endpoint.ts";
import { legacyAuth } from "./form.ts";

export default endpoint({
  method: "GET",
  path: "/isTokenValid",
  prefixes: legacyAuth,
  summary: "Checks whether a token is valid",
  tag: "Sign-in",
  role: "anyone",
  query: Type.Object({ token: Type.String({ maxLength: 8192 }) }),
  response: { 200: Type.Boolean() },
  async handler({ query, context }) {
    // Only a refusal means the token is invalid. A database that is down must not sign clients out.
    return await identifyCaller(context.db, query.token, context.clock()).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal) return false;
        throw error;
      },
    );
  },
});
