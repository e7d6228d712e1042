import Type from "typebox";
import { exchangeToken } from "../../../accounts/sign-in/grants.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccessTokenUserDetails, accessTokenDetails } from "./access-token-details.ts";
import { formOrQuery, voiceAuth } from "./form.ts";

const Fields = Type.Object({
  rcAccessToken: Type.Optional(Type.String({ maxLength: 8192 })),
  rcTokenType: Type.Optional(Type.String({ description: "Bearer" })),
  includeRefresh: Type.Optional(Type.Boolean({ description: "true: also return a refresh token" })),
});

export default endpoint({
  method: "POST",
  path: "/login/rc/accesstoken",
  prefixes: voiceAuth,
  summary: "Exchanges a RingCentral-style access token for one of this API",
  description: "The new token expires after 5 minutes.",
  tag: "Sign-in",
  role: "anyone",
  rateLimitGroup: "token-exchange",
  consumes: ["application/x-www-form-urlencoded"],
  query: Fields,
  body: Type.Object(Fields.properties, { default: {} }),
  response: { 200: AccessTokenUserDetails },
  async handler({ query, body, context }) {
    const form = formOrQuery(query, body, ["rcAccessToken"]);
    const tokens = await exchangeToken(context.db, form.rcAccessToken, form.includeRefresh ?? false, context.clock());
    return accessTokenDetails(context, tokens);
  },
});
