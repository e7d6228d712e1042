import Type from "typebox";
import { refreshSession } from "../../../accounts/sign-in/session.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccessTokenUserDetails, accessTokenDetails } from "./access-token-details.ts";
import { formOrQuery, voiceAuth } from "./form.ts";

const Fields = Type.Object({ refresh_token: Type.Optional(Type.String({ maxLength: 8192 })) });

export default endpoint({
  method: "POST",
  path: "/token/refresh",
  prefixes: voiceAuth,
  summary: "Exchanges a refresh token for new tokens",
  description: "A refresh token works once. Using it again ends the session.",
  tag: "Sign-in",
  role: "anyone",
  consumes: ["application/x-www-form-urlencoded"],
  query: Fields,
  body: Type.Object(Fields.properties, { default: {} }),
  response: { 200: AccessTokenUserDetails },
  async handler({ query, body, context, request }) {
    const { refresh_token } = formOrQuery(query, body, ["refresh_token"]);
    const address = request.ip;
    return accessTokenDetails(
      context,
      await refreshSession(context.db, "voice", refresh_token, context.clock(), { address }),
    );
  },
});
