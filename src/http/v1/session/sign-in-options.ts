import { hasProvider } from "../../../accounts/oidc/provider.ts";
import { endpoint } from "../../core/endpoint.ts";
import { SignInOptions } from "./session-tokens.ts";

export default endpoint({
  method: "GET",
  path: "/session/options",
  summary: "Says how users can sign in",
  tag: "Sign-in",
  role: "anyone",
  response: { 200: SignInOptions },
  handler: ({ context: { config } }) => ({
    oidcName: hasProvider(config) ? config.OIDC_NAME : null,
    mailsLinks: config.SMTP_URL !== undefined,
  }),
});
