import Type from "typebox";
import { completeOidc } from "../../../accounts/oidc/oidc-sign-in.ts";
import { endpoint } from "../../core/endpoint.ts";
import { browserSecretOf } from "./oidc-cookie.ts";
import { SessionTokens, sessionTokens } from "./session-tokens.ts";

export default endpoint({
  method: "POST",
  path: "/session/oidc",
  summary: "Completes a sign-in at the identity provider",
  description: "Works once, within a minute, in the browser that began.",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object({ handoff: Type.String({ maxLength: 255 }) }, { additionalProperties: false }),
  response: { 200: SessionTokens },
  async handler({ body, context, request }) {
    const tokens = await completeOidc(context, body.handoff, browserSecretOf(request, context.publicUrl()), request.ip);
    request.server.accessLog.line(request, { event: "sign-in", userId: tokens.userId });
    return sessionTokens(tokens);
  },
});
