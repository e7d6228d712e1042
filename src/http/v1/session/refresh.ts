import Type from "typebox";
import { refreshSession } from "../../../accounts/sign-in/session.ts";
import { endpoint } from "../../core/endpoint.ts";
import { SessionTokens, sessionTokens } from "./session-tokens.ts";

export default endpoint({
  method: "POST",
  path: "/session/refresh",
  summary: "Exchanges a refresh token for new tokens",
  description:
    "A refresh token works once. Using it again ends the session. With the header `X-Leadyard-Session: cookie`, all requests below /v1/session keep it in a cookie instead of the body, for pages of this server.",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object({ refreshToken: Type.String({ maxLength: 8192 }) }, { additionalProperties: false }),
  response: { 200: SessionTokens },
  handler: async ({ body, context, request }) =>
    sessionTokens(
      await refreshSession(context.db, "voice", body.refreshToken, context.clock(), { address: request.ip }),
    ),
});
