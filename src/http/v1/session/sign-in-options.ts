import Type from "typebox";
import { hasProvider } from "../../../accounts/oidc/provider.ts";
import { endpoint } from "../../core/endpoint.ts";

export const SignInOptions = Type.Object(
  {
    oidcName: Type.Union([Type.String(), Type.Null()], {
      description: "What the identity provider is called; null: there is none",
    }),
    mailsLinks: Type.Boolean({ description: "Whether a forgotten password can be reset by a link in a mail" }),
  },
  { title: "SignInOptions" },
);

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
