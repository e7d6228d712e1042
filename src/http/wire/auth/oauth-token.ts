import { randomUUID } from "node:crypto";
import Type from "typebox";
import { isPublicClient } from "../../../accounts/api-clients/public-client.ts";
import { answerTokenRequest } from "../../../accounts/sign-in/grants.ts";
import { requireClient } from "../../../accounts/sign-in/oauth-client.ts";
import { clientOf, OAuthError, oauthPrefixes } from "../../core/access/oauth.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "POST",
  path: "/token",
  prefixes: oauthPrefixes,
  summary: "Issues tokens as RingCentral does, for the password, JWT, authorization code, and refresh grants",
  tag: "Sign-in",
  role: "anyone",
  consumes: ["application/x-www-form-urlencoded"],
  body: Type.Object(
    {
      grant_type: Type.Optional(
        Type.String({
          description: "password, urn:ietf:params:oauth:grant-type:jwt-bearer, authorization_code, or refresh_token",
        }),
      ),
      username: Type.Optional(Type.String({ maxLength: 320 })),
      password: Type.Optional(Type.String({ maxLength: 1024 })),
      otp: Type.Optional(
        Type.String({
          maxLength: 64,
          description: "Of a user with a second factor: the current code, or a recovery code",
        }),
      ),
      extension: Type.Optional(Type.String({ description: "Ignored" })),
      assertion: Type.Optional(Type.String({ description: "A JWT credential, for the JWT grant", maxLength: 8192 })),
      code: Type.Optional(Type.String({ description: "For the authorization code grant", maxLength: 255 })),
      redirect_uri: Type.Optional(Type.String({ description: "As in the authorization request", maxLength: 2000 })),
      code_verifier: Type.Optional(Type.String({ description: "43 to 128 characters", maxLength: 128 })),
      refresh_token: Type.Optional(Type.String({ maxLength: 8192 })),
      access_token_ttl: Type.Optional(Type.String({ description: "Seconds, at most 3600" })),
      refresh_token_ttl: Type.Optional(Type.String({ description: "Seconds, at most 604800" })),
      endpoint_id: Type.Optional(Type.String({ maxLength: 255 })),
      client_id: Type.Optional(Type.String({ description: "Unless sent as HTTP Basic authorization" })),
      client_secret: Type.Optional(Type.String()),
    },
    { default: {} },
  ),
  response: {
    200: Type.Object({
      access_token: Type.String(),
      token_type: Type.String(),
      expires_in: Type.Integer({ description: "Seconds" }),
      refresh_token: Type.String(),
      refresh_token_expires_in: Type.Integer({ description: "Seconds" }),
      scope: Type.String(),
      owner_id: Type.String(),
      endpoint_id: Type.String(),
    }),
    400: OAuthError,
    401: OAuthError,
  },
  async handler({ body, context, request }) {
    const client = clientOf(request, body);
    const now = context.clock();
    const isPublic = await isPublicClient(context.db, client);
    if (!isPublic) await requireClient(context.db, client, now);
    const tokens = await answerTokenRequest(context.db, body, { ...client, isPublic }, now);
    if (body.grant_type !== "refresh_token")
      request.server.accessLog.line(request, { event: "sign-in", userId: tokens.userId });
    return {
      access_token: tokens.accessToken,
      token_type: "bearer",
      expires_in: tokens.expiresIn,
      refresh_token: tokens.refreshToken,
      refresh_token_expires_in: tokens.refreshExpiresIn,
      scope: "ReadAccounts EditAccounts VoiceAccess",
      owner_id: String(tokens.userId),
      endpoint_id: body.endpoint_id || randomUUID(),
    };
  },
});
