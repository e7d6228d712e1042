import Type from "typebox";
import { endOidc } from "../../../accounts/oidc/oidc-sign-in.ts";
import { endpoint } from "../../core/endpoint.ts";
import { browserSecretOf } from "./oidc-cookie.ts";

const Text = Type.Optional(Type.String({ maxLength: 8192 }));

export default endpoint({
  method: "GET",
  path: "/session/oidc/callback",
  summary: "Takes the browser back from the identity provider",
  description: "Register `PUBLIC_URL/v1/session/oidc/callback` as the redirect URI at the provider.",
  tag: "Sign-in",
  role: "anyone",
  query: Type.Object({ state: Text, code: Text, error: Text, error_description: Text }),
  response: { 302: Type.Null() },
  async handler({ context, request, reply }) {
    const query = new URLSearchParams(request.url.slice(request.url.indexOf("?") + 1));
    const url = await endOidc(context, query, browserSecretOf(request, context.publicUrl()));
    return reply.headers({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" }).redirect(url);
  },
});
