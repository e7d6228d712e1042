import Type from "typebox";
import { beginOidc } from "../../../accounts/oidc/oidc-sign-in.ts";
import { newBrowserSecret } from "../../../accounts/oidc/provider.ts";
import { endpoint } from "../../core/endpoint.ts";
import { setBrowserSecret } from "./oidc-cookie.ts";

export default endpoint({
  method: "GET",
  path: "/session/oidc",
  summary: "Sends the browser to the identity provider to sign in",
  description: "It comes back to the console with `#handoff=…`, which `POST /session/oidc` exchanges for tokens.",
  tag: "Sign-in",
  role: "anyone",
  query: Type.Object({
    returnTo: Type.Optional(
      Type.String({
        // One slash: two would name another server.
        pattern: "^/([^/\\\\\\s#][^\\\\\\s#]*)?$",
        maxLength: 2000,
        description: "A path of the console to come back to; absent: /",
      }),
    ),
  }),
  response: { 302: Type.Null() },
  async handler({ query, context, reply }) {
    const secret = newBrowserSecret();
    const url = await beginOidc(context, secret, query.returnTo ?? "/");
    setBrowserSecret(reply, secret, context.publicUrl());
    return reply.header("Cache-Control", "no-store").redirect(url);
  },
});
