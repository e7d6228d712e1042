import Type from "typebox";
import { isPublicClient } from "../../../accounts/api-clients/public-client.ts";
import { requireClient } from "../../../accounts/sign-in/oauth-client.ts";
import { revokeByToken } from "../../../accounts/sign-in/session.ts";
import { clientOf, OAuthError, oauthPrefixes } from "../../core/access/oauth.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "POST",
  path: "/revoke",
  prefixes: oauthPrefixes,
  summary: "Revokes the session of an access or refresh token, and the voice sessions exchanged from it",
  tag: "Sign-in",
  role: "anyone",
  consumes: ["application/x-www-form-urlencoded"],
  query: Type.Object({ token: Type.Optional(Type.String({ maxLength: 8192 })) }),
  body: Type.Object(
    {
      token: Type.Optional(Type.String({ maxLength: 8192 })),
      client_id: Type.Optional(Type.String()),
      client_secret: Type.Optional(Type.String()),
    },
    { default: {} },
  ),
  response: { 200: Type.Object({}), 401: OAuthError },
  async handler({ query, body, context, request }) {
    const now = context.clock();
    const client = clientOf(request, body);
    if (!(await isPublicClient(context.db, client))) await requireClient(context.db, client, now);
    const by = { how: "token revoked", address: request.ip };
    const userId = await revokeByToken(context.db, "rc", body.token ?? query.token ?? "", by, now);
    if (userId !== undefined) request.server.accessLog.line(request, { event: "sign-out", userId });
    return {};
  },
});
